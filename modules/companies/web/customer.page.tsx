import './companies.css'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { BusinessView, EditButton } from './business-view.tsx'
import { Customer } from './customer.tsx'

/** One customer: business information. */
export default function CustomerPage() {
  const may = hasPermission('companies.manage') ? 'whole' : null
  return (
    <Customer actions={may && <EditButton filled />}>
      {(company) => <BusinessView company={company} may={may} />}
    </Customer>
  )
}
