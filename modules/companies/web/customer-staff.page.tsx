import { useParams } from '@tanstack/react-router'
import { useListState } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { Customer } from './customer.tsx'
import { StaffActions } from './staff-actions.tsx'
import { StaffDirectory } from './staff-directory.tsx'

/** The staff directory of one customer. */
export default function CustomerStaffPage() {
  const { company_id } = useParams({ strict: false }) as { company_id: string }
  const list = useListState(companiesApi.listStaff)
  return (
    <Customer actions={<StaffActions company={Number(company_id)} desk={false} />}>
      {(company) => <StaffDirectory list={list} company_id={company.id} />}
    </Customer>
  )
}
