import { Page, toast, useGo } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import NewCustomerForm from './new-customer-form.tsx'

/** Adds a customer, then shows it. */
export default function NewCustomerPage() {
  const go = useGo()
  return (
    <Page title={t('companies.new')} description={t('companies.new_text')} width="form">
      <div className="mp-card">
        <NewCustomerForm
          onDone={(company) => {
            toast.success(t('companies.created', { name: company.name }))
            go(`/companies/${company.id}`)
          }}
        />
      </div>
    </Page>
  )
}
