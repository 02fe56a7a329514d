import './companies.css'
import { useState } from 'react'
import { csvUrlOf, useApi } from '../../../platform/web/client/index.ts'
import { IconUsers } from '../../../platform/web/ui/icons.ts'
import { DataTable, EmptyState, FilterBar, Page, useListState } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import CompanyFilter from './company-filter.tsx'
import { findCompanies } from './find-companies.ts'
import { MemberCustomersDialog } from './member-customers-dialog.tsx'
import { membershipColumns } from './membership-columns.tsx'
import { t } from './messages.ts'
import { ReviewTabs } from './tabs.tsx'
import { byReach } from './words.ts'

/** Who may do what, in all companies: for a review, and to say which customers a technician looks after. */
export default function MembershipsAdminPage() {
  const list = useListState(companiesApi.listAllMemberships)
  const answer = useApi(companiesApi.listAllMemberships, { query: list.query }, { keep: true })
  const roles = useApi(companiesApi.listRoles, {}, { staleTime: 60_000 })
  const [opened, setOpened] = useState<Membership | null>(null)
  const given = roles.data?.items.filter(({ kind }) => kind !== 'machine').toSorted(byReach) ?? []
  const role = {
    name: 'role_id',
    label: t('members.role'),
    options: given.map(({ id, name }) => ({ value: String(id), label: name })),
  }
  return (
    <Page title={t('review.title')} description={t('review.text')}>
      <ReviewTabs />
      <div>
        <div className="co-filters">
          <CompanyFilter
            list={list}
            label={t('review.company')}
            placeholder={t('review.all_companies')}
            load={findCompanies}
          />
          <FilterBar list={list} search={null} fields={[role, ...fields]} />
        </div>
        <DataTable
          label={t('review.title')}
          answer={answer}
          list={list}
          columns={membershipColumns(setOpened)}
          rowKey={({ id }) => id}
          csv={csvUrlOf(companiesApi.listAllMemberships, { query: list.query })}
          empty={<EmptyState icon={IconUsers} title={t('review.empty')} />}
        />
      </div>
      {opened && <MemberCustomersDialog member={opened} onClose={() => setOpened(null)} />}
    </Page>
  )
}

const option = (value: string, label: string) => ({ value, label })

const fields = [
  {
    name: 'status',
    label: t('members.status'),
    options: [
      option('active', t('members.status_active')),
      option('invited', t('members.status_invited')),
      option('suspended', t('members.status_suspended')),
    ],
  },
  {
    name: 'customer_access',
    label: t('review.access'),
    options: [option('all', t('review.access_all')), option('listed', t('review.access_listed'))],
  },
  {
    name: 'source',
    label: t('review.source'),
    options: (['first_user', 'invitation', 'domain', 'manual', 'import'] as const).map((source) =>
      option(source, t(`review.source_${source}`)),
    ),
  },
  { name: 'removed', label: t('members.former'), options: [option('true', t('members.former_only'))] },
]
