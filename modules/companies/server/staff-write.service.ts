import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans, requireVersion } from '../../../platform/http/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import { emailKey } from '../../identity/server/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { tidy } from './company.input.ts'
import { requireOpenCompany } from './company.service.ts'
import type { BodyOf } from './received.ts'
import { staffArchived, staffCreated, staffUpdated } from './staff.events.ts'
import { readPhone } from './staff.phone.ts'
import { type StaffRow, selectPlace, selectStaff } from './staff.queries.ts'
import { present } from './staff.service.ts'
import { companyFor, departmentOf, requireSight } from './staff.sight.ts'
import * as queries from './staff-write.queries.ts'

constraintMeans('staff_members_email', 'email_taken', 'email')
constraintMeans('staff_members_person', 'user_taken', 'user_id')

type Sent = Omit<BodyOf<'changeStaff'>, 'version'>

/** Adds a person; who keeps a department only adds to it. */
export async function createStaff(scope: Scope, sent: BodyOf<'createStaff'>): Promise<StaffMember> {
  const { company_id, first_name, ...rest } = sent
  const company = await requireOpenCompany(scope, companyFor(scope, company_id), 'company_id')
  const own = await departmentOf(scope, 'manage')
  const department = rest.department ?? own ?? ''
  if (own !== undefined && department !== own) throw otherDepartment()
  return present(
    scope,
    await rowOf(scope, await addStaff(scope, company.id, { first_name, ...rest, department })),
  )
}

/** The entry and its event; the caller has looked whether this person may. */
export async function addStaff(
  scope: Scope,
  companyId: number,
  { first_name, ...sent }: Sent & { first_name: string },
): Promise<number> {
  const fields = await fieldsOf(scope, companyId, null, sent)
  const id = await queries.insertStaff(scope, companyId, { first_name, ...fields })
  const { email_key: _, note: __, ...told } = { first_name, ...fields }
  const changes = maskedChanges({ enabled: true, last_name: '', department: '' }, told)
  const data = { source: 'manual', changes }
  await announce(scope, staffCreated, { subject_id: id, company_id: companyId, data })
  return id
}

/** Changes an entry. Moving somebody into a department needs the right there, too. */
export async function changeStaff(
  scope: Scope,
  id: number,
  { version, ...sent }: BodyOf<'changeStaff'>,
  if_match: number | null,
): Promise<StaffMember> {
  const row = await openStaff(scope, id)
  requireVersion({ if_match, version }, row, present(scope, row))
  const own = await departmentOf(scope, 'manage')
  if (own !== undefined && sent.department !== undefined && sent.department !== own) throw otherDepartment()

  const fields = differing(row, await fieldsOf(scope, row.company_id, row, sent))
  const { email_key: _, ...told } = fields
  if (Object.keys(told).length === 0) return present(scope, row)
  await queries.updateStaff(scope, id, fields)
  for (const said of changesTold(row, told))
    await announce(scope, staffUpdated, { subject_id: id, company_id: row.company_id, ...said })
  return present(scope, await rowOf(scope, id))
}

/** That the provider's note changed is the provider's, and an event of its own. */
function changesTold(row: StaffRow, { note, ...open }: Partial<queries.StaffFields>) {
  const changes = maskedChanges(row, open)
  const noted = {
    data: { changes: [{ field: 'note', from: null, to: null }] },
    audience: 'provider' as const,
  }
  return [...(changes.length > 0 ? [{ data: { changes } }] : []), ...(note === undefined ? [] : [noted])]
}

/** Archives an entry; 404 once it is archived. */
export async function archiveStaff(
  scope: Scope,
  id: number,
  given: { if_match: number | null; version: number | undefined },
): Promise<void> {
  const row = (await queries.lockStaff(scope, id)) ? await selectStaff(scope, id) : undefined
  await requireSight(scope, 'manage', row)
  if (!row || row.archived_at !== null) throw notFound()
  requireVersion(given, row, present(scope, row))
  await queries.archiveStaff(scope, id)
  await announce(scope, staffArchived, { subject_id: id, company_id: row.company_id, data: {} })
}

/** An entry that this caller may change, locked; 410 when it is archived. */
export async function openStaff(scope: Scope, id: number): Promise<StaffRow> {
  const row = (await queries.lockStaff(scope, id)) ? await selectStaff(scope, id) : undefined
  await requireSight(scope, 'manage', row)
  if (!row || row.archived_at !== null) throw problem('gone')
  return row
}

/** The entry after a change in the same transaction. */
export async function rowOf(scope: Scope, id: number): Promise<StaffRow> {
  const row = await selectStaff(scope, id)
  if (!row) throw problem('gone')
  return row
}

/** What was sent, in the form in which it is kept; 422 for what no schema can know. */
async function fieldsOf(
  scope: Scope,
  companyId: number,
  row: StaffRow | null,
  sent: Omit<Sent, 'first_name'> & { first_name?: string | undefined },
): Promise<Partial<queries.StaffFields>> {
  const { note, email, mobile_phone, manager_id } = sent
  if (note !== undefined && scope.kind === 'member')
    throw invalid('note', 'not_allowed', 'This note is your provider’s.')
  if (manager_id) await refuseManager(scope, companyId, manager_id, row?.id ?? null)
  const given = Object.fromEntries(Object.entries(tidy(sent)).filter(([, value]) => value !== undefined))
  return {
    ...(given as Partial<queries.StaffFields>),
    ...(email !== undefined && (await addressOf(scope, companyId, email, row?.id ?? null))),
    ...(mobile_phone && { mobile_phone: await numberOf(scope, companyId, mobile_phone) }),
  }
}

async function addressOf(scope: Scope, companyId: number, email: string | null, id: number | null) {
  if (email === null) return { email: null, email_key: null }
  const email_key = emailKey(email)
  if (await queries.isAddressTaken(scope, companyId, email_key, id)) {
    const errors = [
      { field: 'email', code: 'taken', message: 'Somebody in this directory has this address.' },
    ]
    throw problem('email_taken', { detail: 'Somebody in this directory has this address.', errors })
  }
  return { email, email_key }
}

async function numberOf(scope: Scope, companyId: number, text: string): Promise<string> {
  const { country } = await selectPlace(scope, companyId)
  const number = readPhone(text, country)
  if (number === null)
    throw invalid('mobile_phone', 'bad_format', 'This is no phone number. Begin with + and the country.')
  return number
}

async function refuseManager(
  scope: Scope,
  companyId: number,
  managerId: number,
  id: number | null,
): Promise<void> {
  const chain = await queries.selectManagerChain(scope, companyId, managerId, id ?? 0)
  if (!chain.exists) throw invalid('manager_id', 'not_found', 'There is no such person in this directory.')
  if (chain.is_cycle)
    throw invalid('manager_id', 'not_allowed', 'Nobody can be their own manager, not even over others.')
}

const otherDepartment = () =>
  invalid('department', 'not_allowed', 'You may look after people of your own department only.')

function differing(row: StaffRow, fields: Partial<queries.StaffFields>): Partial<queries.StaffFields> {
  const old = row as unknown as Record<string, unknown>
  const changed = Object.entries(fields).filter(
    ([field, value]) => field === 'email_key' || value !== old[field],
  )
  return Object.fromEntries(changed) as Partial<queries.StaffFields>
}
