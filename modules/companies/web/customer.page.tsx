import './companies.css'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { BusinessView, EditButton } from './business-view.tsx'
import { Customer } from './customer.tsx'
import { CustomerLife } from './customer-life.tsx'

/** One customer: business information. */
export default function CustomerPage() {
  const may = hasPermission('companies.manage') ? 'whole' : null
  return (
    <Customer
      actions={
        may &&
        ((company) => (
          <>
            <CustomerLife company={company} />
            <EditButton filled />
          </>
        ))
      }
    >
      {(company) => <BusinessView company={company} may={may} />}
    </Customer>
  )
}
