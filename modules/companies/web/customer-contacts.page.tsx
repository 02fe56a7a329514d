import './companies.css'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { Contacts } from './contacts.tsx'
import { Customer } from './customer.tsx'

/** Whom to call at one customer. */
export default function CustomerContactsPage() {
  return (
    <Customer>
      {(company) => (
        <Contacts company_id={company.id} may={hasPermission('company.edit') && !company.archived_at} />
      )}
    </Customer>
  )
}
