import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading, Page, Status } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { CompanyMark } from './company-mark.tsx'
import { t } from './messages.ts'
import { CustomerTabs } from './tabs.tsx'

interface CustomerProps {
  /** Buttons, which may depend on the company. */
  actions?: ReactNode | ((company: Company) => ReactNode)
  children: (company: Company) => ReactNode
}

/** The frame of one customer's pages: its name, its tabs, and what is inside once it is known. */
export function Customer({ actions, children }: CustomerProps) {
  const { company_id } = useParams({ strict: false }) as { company_id: string }
  const id = Number(company_id)
  const valid = Number.isSafeInteger(id) && id > 0
  const answer = useApi(companiesApi.readCompany, { params: { company_id: id } }, { enabled: valid })
  const { data: company, error } = answer
  if (!valid || error?.status === 404) {
    return <Page title={t('companies.missing')} description={t('companies.missing_text')} width="text" />
  }
  return (
    <Page
      title={company?.name ?? t('companies.one')}
      description={company && <Line company={company} />}
      actions={company && (typeof actions === 'function' ? actions(company) : actions)}
    >
      <CustomerTabs id={id} />
      {company && children(company)}
      {!company && error && <ErrorState problem={error} retry={() => void answer.refetch()} />}
      {!company && !error && <Loading rows={6} />}
    </Page>
  )
}

function Line({ company }: { company: Company }) {
  const domains = company.domains.map(({ domain }) => domain).join(', ')
  return (
    <span className="mp-row">
      <CompanyMark company={company} />
      {company.archived_at && <Status kind="neutral" label={t('companies.state_archived')} />}
      {company.is_vip && <Status kind="warning" label={t('companies.vip')} />}
      {company.parent && <span>{t('companies.site_of', { name: company.parent.name })}</span>}
      <span>{domains || t('companies.no_domain')}</span>
    </span>
  )
}
