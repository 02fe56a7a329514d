import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import { VerifyCaller } from './verify-caller.tsx'

export interface CallerConfirmationProps {
  company_id: number
  user_id: number
  /** What the call is about: `ticket`, and its id. */
  subject?: { type: string; id: number }
}

/** Confirms the caller beside a thing of theirs; nothing for people who are not in the staff directory. */
export default function CallerConfirmation({ company_id, user_id, subject }: CallerConfirmationProps) {
  const may = hasPermission('staff.verify') && hasPermission('staff.view')
  const query = { company_id, user_id, limit: 1 }
  const found = useApi(companiesApi.listStaff, { query }, { enabled: may, staleTime: 60_000 })
  const person = found.data?.items[0]
  if (!may || !person) return null
  return <Known id={person.id} {...(subject && { subject })} />
}

function Known({ id, subject }: { id: number; subject?: { type: string; id: number } }) {
  const { data } = useApi(companiesApi.readStaff, { params: { staff_member_id: id } }, { staleTime: 60_000 })
  return data ? <VerifyCaller person={data} {...(subject && { subject })} /> : null
}
