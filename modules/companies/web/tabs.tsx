import { useLocation } from '@tanstack/react-router'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { currentInSight, Link } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

type Tab = readonly [path: string, label: string]

function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const { pathname } = useLocation()
  return (
    <nav ref={currentInSight} className="mp-tabs" aria-label={label}>
      {tabs.map(([path, text]) => (
        <Link key={path} to={path} aria-current={pathname === path ? 'page' : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  )
}

const withMembers = (...tabs: readonly Tab[]) => (hasPermission('members.view') ? tabs : [])

const withStaff = (...tabs: readonly Tab[]) => (hasPermission('staff.view') ? tabs : [])
const withAudit = (...tabs: readonly Tab[]) => (hasPermission('audit.view') ? tabs : [])

/** The pages of the company one works in. */
export function CompanyTabs() {
  const tabs: Tab[] = [
    ['/company', t('company.title')],
    ...withMembers(['/company/members', t('members.title')], ['/company/roles', t('roles.title')]),
  ]
  return <Tabs label={t('company.tabs')} tabs={tabs} />
}

/** The pages of one customer. */
export function CustomerTabs({ id }: { id: number }) {
  const tabs: Tab[] = [
    [`/companies/${id}`, t('companies.overview')],
    ...withMembers([`/companies/${id}/people`, t('members.title')]),
    ...withStaff([`/companies/${id}/staff`, t('staff.title')]),
    [`/companies/${id}/domains`, t('domains.title')],
    [`/companies/${id}/contacts`, t('contacts.title')],
    ...withAudit([`/companies/${id}/history`, t('companies.history')]),
  ]
  return <Tabs label={t('companies.tabs')} tabs={tabs} />
}

/** Who may do what, and how it came about. */
export function ReviewTabs() {
  const tabs: Tab[] = [
    ['/admin/memberships', t('review.memberships')],
    ['/admin/memberships/changes', t('review.changes')],
  ]
  return <Tabs label={t('review.tabs')} tabs={tabs} />
}
