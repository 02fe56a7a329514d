import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { expectVersion } from '../../../platform/http/index.ts'
import { type Contact, type ContactKind, type Contacts, contactKinds } from '../contract.ts'
import { companyContactChanged } from './company.events.ts'
import { selectRef, updateCompany } from './company.queries.ts'
import { companyToChange } from './company.service.ts'
import * as queries from './contact.queries.ts'
import { reaches } from './elsewhere.ts'
import type { BodyOf } from './received.ts'
import { may } from './rights.ts'

/** Whom to call at a company in scope, by kind. */
export async function readContacts(scope: Scope, companyId: number): Promise<Contacts> {
  const company = reaches(scope, companyId) ? await selectRef(scope, companyId) : undefined
  if (!company) throw notFound()
  return byKind(scope, await queries.selectContacts(scope, companyId), company.version)
}

/** Replaces them all; who is not in the company's directory is 422 `not_found`. */
export async function setContacts(
  scope: Scope,
  companyId: number,
  { version, ...wanted }: BodyOf<'setContacts'>,
  if_match: number | null,
): Promise<Contacts> {
  const row = await companyToChange(scope, companyId)
  if (row.archived_at !== null) throw problem('company_archived')
  const before = await queries.selectContacts(scope, companyId)
  if (version === undefined && if_match === null) throw problem('version_required')
  expectVersion({ if_match, version }, row, byKind(scope, before, row.version))

  await refuseStrangers(scope, companyId, wanted)
  const changes = contactKinds
    .map((kind) => ({ field: kind, from: idsOf(before, kind), to: [...new Set(wanted[kind])] }))
    .filter(({ from, to }) => from.join() !== to.join())
  if (changes.length === 0) return byKind(scope, before, row.version)
  await queries.replaceContacts(
    scope,
    companyId,
    contactKinds.flatMap((kind) =>
      [...new Set(wanted[kind])].map((staff_member_id, position) => ({ kind, staff_member_id, position })),
    ),
  )
  await updateCompany(scope, companyId, {})
  const at = { subject_id: companyId, company_id: companyId }
  await announce(scope, companyContactChanged, { ...at, data: { changes } })
  return readContacts(scope, companyId)
}

const idsOf = (rows: readonly queries.ContactRow[], kind: ContactKind) =>
  rows.filter((row) => row.kind === kind).map((row) => row.staff_member_id)

async function refuseStrangers(
  scope: Scope,
  companyId: number,
  wanted: Record<ContactKind, number[]>,
): Promise<void> {
  const present = await queries.selectPresent(scope, companyId, Object.values(wanted).flat())
  const errors = contactKinds.flatMap((kind) =>
    wanted[kind].flatMap((id, index) =>
      present.has(id)
        ? []
        : [
            {
              field: `${kind}.${index}`,
              code: 'not_found',
              message: 'There is nobody like this in the directory.',
            },
          ],
    ),
  )
  if (errors.length > 0) throw problem('invalid_input', { errors })
}

function byKind(scope: Scope, rows: readonly queries.ContactRow[], version: number): Contacts {
  const seesMobile = may(scope, 'staff.view')
  const of = (kind: ContactKind): Contact[] =>
    rows
      .filter((row) => row.kind === kind)
      .map(({ staff_member_id, name, job_title, email, phone, mobile_phone }) => ({
        ...{ staff_member_id, name, job_title, email, phone },
        ...(seesMobile && { mobile_phone }),
      }))
  return {
    main: of('main'),
    billing: of('billing'),
    technical: of('technical'),
    approver: of('approver'),
    emergency: of('emergency'),
    version,
  }
}

/** Who approves, or is to be called, at a company: for the parts of the portal that ask. At most 500. */
export const contactsOf = (
  scope: Scope,
  companyId: number,
  kind: ContactKind,
): Promise<queries.ContactRow[]> =>
  reaches(scope, companyId) ? queries.selectContacts(scope, companyId, kind) : Promise.resolve([])
