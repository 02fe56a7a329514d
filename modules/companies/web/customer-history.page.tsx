import './companies.css'
import { Customer } from './customer.tsx'
import History from './history.tsx'

/** What happened in one customer's company. */
export default function CustomerHistoryPage() {
  return <Customer>{(company) => <History company_id={company.id} />}</Customer>
}
