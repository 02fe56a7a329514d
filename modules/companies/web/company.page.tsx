import './companies.css'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { ErrorState, Loading, Page } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { BusinessView, EditButton } from './business-view.tsx'
import { t } from './messages.ts'
import { CompanyTabs } from './tabs.tsx'

const topics = ['company']

/** Business information of the company one works in. */
export default function CompanyPage() {
  const { data: company, error, refetch } = useApi(companiesApi.readMyCompany, {}, { topics })
  useLive(topics)
  const may = mayChange()
  const description = may === 'contact' ? t('company.text_contact') : t('company.text')
  return (
    <Page
      title={t('company.title')}
      description={description}
      actions={company && may && <EditButton filled />}
    >
      <CompanyTabs />
      {company && <BusinessView company={company} may={may} shows="own" />}
      {!company && error && <ErrorState problem={error} retry={() => void refetch()} />}
      {!company && !error && <Loading rows={6} />}
    </Page>
  )
}

/** The provider keeps names and numbers; members say how their company is reached. */
function mayChange(): 'whole' | 'contact' | null {
  if (hasPermission('companies.manage')) return 'whole'
  return hasPermission('company.edit') ? 'contact' : null
}
