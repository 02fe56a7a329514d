import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import { renderTemplate } from '../../companies/server/index.ts'
import { namesOf } from '../../identity/server/index.ts'
import type { CannedReply, cannedApi } from '../contract/canned.ts'
import { personOf } from './attachment.service.ts'
import * as queries from './canned.queries.ts'
import { setupEvents } from './setup.events.ts'
import { lockSetup, selectDeskCategories } from './setup.queries.ts'
import { changesOf, told } from './setup.ts'
import { demand } from './sight.ts'
import { deskSettings, numberOf } from './ticket.settings.ts'

type Asked = Received<NonNullable<typeof cannedApi.listCannedReplies.query>>
type New = Received<NonNullable<typeof cannedApi.createCannedReply.body>>
type Changed = Received<NonNullable<typeof cannedApi.changeCannedReply.body>>

const most = 2_000
const { created, updated, deleted } = setupEvents.canned

constraintMeans('ticket_canned_replies_shortcut', 'shortcut_taken', 'shortcut')

const shapeOf = ({ order_key: _, ...row }: queries.CannedRow): CannedReply => row

export async function listCannedReplies(scope: Scope, { limit, after, sort, ...filters }: Asked) {
  const walk = { sort, filters }
  const rows = await queries.selectCanned(scope, { ...filters, limit }, readCursor(after, walk, 1))
  return pageOf(rows, limit, walk, ({ order_key }) => [order_key], shapeOf)
}

/** The row, if the caller may change it: one's own, or the desk's with `tickets.configure`. */
async function mine(scope: Scope, id: number): Promise<CannedReply> {
  await queries.lockCanned(scope, id)
  const found = await readCannedReply(scope, id)
  if (found.is_shared) demand(scope, 'tickets.configure')
  return found
}

export async function readCannedReply(scope: Scope, id: number): Promise<CannedReply> {
  const found = await queries.selectCannedOne(scope, id)
  if (!found) throw notFound()
  return shapeOf(found)
}

export async function createCannedReply(scope: Scope, given: New): Promise<CannedReply> {
  const { is_shared, category_id = null, ...row } = given
  if (is_shared) demand(scope, 'tickets.configure')
  await refuseUnknownCategory(scope, category_id)
  await lockSetup(scope)
  if ((await queries.countCanned(scope)) >= most)
    throw invalid('title', 'too_many', 'There are 2 000 texts already.', most)
  const owner_user_id = is_shared ? null : personOf(scope)
  const id = await queries.insertCanned(scope, { ...row, category_id, owner_user_id })
  await told(scope, created, { id, name: given.title })
  return readCannedReply(scope, id)
}

export async function changeCannedReply(
  scope: Scope,
  id: number,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<CannedReply> {
  const before = await mine(scope, id)
  expectVersion({ if_match, version }, before)
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return before
  await refuseUnknownCategory(scope, given.category_id)
  const { is_archived, ...columns } = set
  const archived =
    is_archived === undefined ? {} : { archived_at: is_archived ? new Date().toISOString() : null }
  await queries.updateCanned(scope, id, { ...columns, ...archived })
  // Texts are never in events.
  const short = changes.map((one) => (one.field === 'body' ? { field: 'body', from: null, to: null } : one))
  await told(scope, updated, { id, name: before.title, changes: short })
  return readCannedReply(scope, id)
}

async function refuseUnknownCategory(scope: Scope, id: number | null | undefined): Promise<void> {
  if (id == null) return
  if (!(await selectDeskCategories(scope)).some((one) => one.id === id))
    throw invalid('category_id', 'not_found', 'There is no such category.')
}

export async function deleteCannedReply(scope: Scope, id: number): Promise<void> {
  const before = await mine(scope, id)
  await queries.deleteCanned(scope, id)
  await told(scope, deleted, { id, name: before.title })
}

/** The text as it would be said in this ticket. It is counted as used; sending it is another act. */
export async function renderCannedReply(
  scope: Scope,
  id: number,
  ticketId: number,
  portalUrl: string,
): Promise<{ text: string; unknown: string[] }> {
  const found = await queries.selectCannedOne(scope, id)
  if (!found || found.is_archived) throw notFound()
  const ticket = await queries.selectFilled(scope, ticketId)
  if (!ticket) throw invalid('ticket_id', 'not_found', 'There is no such ticket.')
  await deskSettings(scope)
  const { result, unknown } = renderTemplate(found.body, 'text', await valuesOf(scope, ticket, portalUrl))
  await queries.noteUse(scope, id)
  return { text: result, unknown }
}

async function valuesOf(scope: Scope, ticket: queries.FilledTicket, portalUrl: string) {
  const number = numberOf(ticket.id)
  const requester = await nameOf(scope, ticket.requester_user_id, ticket.requester_name)
  const technician = await nameOf(scope, scope.user_id, null)
  return new Map<string, string | null>([
    ['ticket.number', number],
    ['ticket.subject', ticket.subject],
    ['ticket.url', `${portalUrl.replace(/\/$/, '')}/tickets/${number}`],
    ['ticket.statusLabel', ticket.status_label],
    ['ticket.companyName', ticket.company_name],
    ['requester.firstName', requester.first],
    ['requester.fullName', requester.full],
    ['technician.firstName', technician.first],
    ['technician.fullName', technician.full],
  ])
}

async function nameOf(scope: Scope, userId: number | null, written: string | null) {
  const names = userId === null ? undefined : await namesOf(scope, userId)
  const full = (names ? `${names.first_name} ${names.last_name}`.trim() : written?.trim()) || null
  return { full, first: names?.first_name.trim() || full?.split(/\s+/)[0] || null }
}
