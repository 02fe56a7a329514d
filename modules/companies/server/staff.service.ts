import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { type Cursor, pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { emailKey } from '../../identity/server/index.ts'
import type { StaffItem, StaffMember } from '../contract/staff.ts'
import type { QueryOf } from './received.ts'
import { nationalDigits, readPhone, searchWords } from './staff.phone.ts'
import * as queries from './staff.queries.ts'
import { companiesFor, companyFor, departmentOf, requireSight } from './staff.sight.ts'
import { nextActions } from './staff-action.steps.ts'

const valuesOf = { last_name: 2, department: 2, '-created_at': 1, offboard_at: 1 } as const

/** The directory of the company worked in and its sites, or of the provider's customers; a department where that is all. */
export async function listStaff(scope: Scope, query: QueryOf<'listStaff'>): Promise<Page<StaffItem>> {
  const { limit, after, sort, company_id, q, department: wanted, ...filters } = query
  const walk = { sort, filters: { company_id, q, department: wanted, ...filters } }
  const cursor = readCursor(after, walk, valuesOf[sort])
  if (sort === '-created_at' || sort === 'offboard_at') refuseOtherThanTime(cursor)
  const list = await listFor(scope, query)
  if (!list) return { items: [], next: null }
  const rows = await queries.selectStaffList(scope, list, cursor)
  return pageOf(
    rows,
    limit,
    walk,
    (row) => row.order_keys,
    ({ order_keys: _, ...row }) => listed(scope, row),
  )
}

/** How many entries that list has, counted up to `most` and one more. */
export async function countListed(scope: Scope, query: QueryOf<'listStaff'>, most: number): Promise<number> {
  const list = await listFor(scope, query)
  return list ? queries.countStaffList(scope, list, most) : 0
}

/** What the query asks of whom the caller may see; null when that is nobody. */
async function listFor(scope: Scope, query: QueryOf<'listStaff'>): Promise<queries.StaffList | null> {
  const { after: _, company_id, q, department: wanted, ...list } = query
  const own = await departmentOf(scope, 'view')
  const company_ids = own === undefined ? companiesFor(scope, company_id) : [companyFor(scope, company_id)]
  if (own === null || (own !== undefined && wanted !== undefined && wanted !== own)) return null
  const words = q === undefined ? null : searchWords(q)
  return { ...list, company_ids, words, department: own ?? wanted }
}

/** A cursor is not signed: what is no time must not reach the database as one. */
function refuseOtherThanTime(cursor: Cursor | null): void {
  const [value = ''] = cursor?.values ?? []
  if (cursor && value !== 'infinity' && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(value))
    throw problem('invalid_cursor')
}

/** One entry; 404 outside the scope, and outside the department where that is all the caller may see. */
export async function readStaff(scope: Scope, id: number): Promise<StaffMember> {
  const row = await queries.selectStaff(scope, id)
  await requireSight(scope, 'view', row)
  return present(scope, row as queries.StaffRow)
}

/** The entry as lists show it. */
function listed(scope: Scope, row: queries.StaffListRow): StaffItem {
  const { action_before: _, ...rest } = row
  return { ...rest, next_actions: row.archived_at === null ? nextActions(scope, row) : [] }
}

/** The entry as answers show it, whoever asks. */
export function present(scope: Scope, row: queries.StaffRow): StaffMember {
  const { action_before: _, action_requested_by_name, ...shown } = row
  const id = row.action_requested_by_user_id
  return {
    ...shown,
    action_requested_by: id === null ? null : { id, name: action_requested_by_name ?? '' },
    next_actions: row.archived_at === null ? nextActions(scope, row) : [],
  }
}

export async function listDepartments(scope: Scope, named: number | undefined) {
  const companyId = companyFor(
    scope,
    named ?? (scope.kind === 'provider' ? scope.company_id : null) ?? undefined,
  )
  companiesFor(scope, companyId)
  const own = await departmentOf(scope, 'view')
  return own === null ? [] : queries.selectDepartments(scope, companyId, own ?? null)
}

/** Who is calling? By number, in whatever spelling, or by address, in all companies of the scope. */
export async function lookUpStaff(
  scope: Scope,
  { phone, email }: QueryOf<'lookUpStaff'>,
): Promise<StaffItem[]> {
  if ((phone === undefined) === (email === undefined))
    throw invalid(phone === undefined ? 'phone' : 'email', 'required', 'Send a number or an address.')
  const { country } = await queries.selectPlace(scope, null)
  const number = phone === undefined ? null : readPhone(phone, country)
  const digits = phone === undefined ? null : digitsOf(phone, number)
  const rows = await queries.selectCallers(scope, {
    mobile_phone: number,
    digits,
    email_key: email === undefined ? null : emailKey(email),
  })
  return rows
    .filter((row) => phone === undefined || isTheirs(row, phone, country))
    .slice(0, 20)
    .map(({ country: _, ...row }) => listed(scope, row))
}

/** What the number ends with, however it was typed. A local one has no zeros in front. */
function digitsOf(phone: string, number: string | null): string {
  const digits = number === null ? phone.replace(/\D/g, '').replace(/^0+/, '') : nationalDigits(number)
  if (digits.length < 5 || !/^[+\d\s()./-]+$/.test(phone))
    throw invalid('phone', 'bad_format', 'This is no phone number.')
  return digits
}

type Callable = Pick<StaffItem, 'mobile_phone' | 'phone'> & { country: string | null }

/** The digits may be part of another number: the whole one decides, a local one as it is called in their country. */
function isTheirs(row: Callable, phone: string, country: string | null): boolean {
  const asked = readPhone(phone, row.country ?? country)
  if (asked === null) return false
  if (asked === row.mobile_phone) return true
  return row.phone !== null && asked === readPhone(row.phone, row.country ?? country)
}
