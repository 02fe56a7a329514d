import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { listAssignable } from '../../companies/server/index.ts'
import {
  insertCategory,
  type StatusRow,
  selectCategories,
  selectCategory,
  selectPriorities,
  selectStatuses,
} from './choice.queries.ts'
import { holds, sightOf } from './sight.ts'
import { selectPromises } from './sla.queries.ts'
import { usualTags } from './tag.service.ts'
import { attachmentBytes, deskSettings, type TicketSettings } from './ticket.settings.ts'

const unknown = (field: string) => invalid(field, 'not_one_of', 'This is none of the possible values.')
const absent = (field: string) => invalid(field, 'not_found', 'There is no such thing.')

/** What forms offer: the public labels for customers; for the desk also tags and who can be assigned, in this company. */
export async function readOptions(scope: Scope, settings: TicketSettings, companyId?: number | null) {
  const { is_desk } = sightOf(scope)
  const desk = await deskSettings(scope)
  const mayChoose = is_desk || desk.customers_choose_priority
  const statuses = await selectStatuses(scope)
  const priorities = await selectPriorities(scope)
  const categories = await selectCategories(scope)
  return {
    statuses: statuses
      .filter(({ is_active }) => is_active)
      .map(({ key, label, public_label, kind, color }) => ({
        key,
        label: is_desk ? label : public_label,
        kind,
        color,
      })),
    priorities: priorities
      .filter(({ is_active, is_public }) => is_active && mayChoose && (is_desk || is_public))
      .map(({ key, label, rank, color }) => ({ key, label, rank, color })),
    categories: categories
      .filter(({ is_public }) => is_desk || is_public)
      .map(({ id, name }) => ({ id, name })),
    assignees: is_desk ? await assignees(scope, companyId) : [],
    tags: is_desk ? await usualTags(scope) : [],
    number_prefix: desk.number_prefix,
    max_attachment_bytes: attachmentBytes(desk, settings),
  }
}

async function assignees(scope: Scope, companyId?: number | null) {
  const people = await listAssignable(scope, 'tickets.answer', companyId)
  return people.map(({ user_id, name }) => ({ id: user_id, name }))
}

/** A status that may be chosen. 422 where there is none of this key. */
export async function statusOf(scope: Scope, key: string): Promise<StatusRow> {
  const found = (await selectStatuses(scope)).find((status) => status.key === key && status.is_active)
  if (!found) throw unknown('status')
  return found
}

/** The first status of a kind. */
export async function statusOfKind(scope: Scope, kind: StatusRow['kind']): Promise<StatusRow> {
  const found = (await selectStatuses(scope)).find((status) => status.kind === kind && status.is_active)
  if (!found) throw problem('not_configured', { members: { setting: `a ticket status of kind ${kind}` } })
  return found
}

export async function defaultStatus(scope: Scope): Promise<StatusRow> {
  const found = (await selectStatuses(scope)).find((status) => status.is_default)
  if (!found) throw new Error('No ticket status is the default')
  return found
}

/** The priority that somebody chose. Customers get null for one they may not choose. */
export async function priorityOf(scope: Scope, key: string) {
  const { is_desk } = sightOf(scope)
  const found = (await selectPriorities(scope)).find((one) => one.key === key && one.is_active)
  if (!found) throw unknown('priority')
  if (is_desk) return found
  return found.is_public && (await deskSettings(scope)).customers_choose_priority ? found : null
}

/** Where nobody chose: what tickets of the category begin with, whoever opens them, as long as it is in use; else the default one. */
export async function usualPriority(scope: Scope, ofCategory: string | null) {
  const all = await selectPriorities(scope)
  return (
    all.find(({ key, is_active }) => key === ofCategory && is_active) ?? all.find((one) => one.is_default)
  )
}

/** A category by name. Who may set up the desk makes a new one by naming it; others get 422. */
export async function categoryOf(scope: Scope, name: string) {
  const found = await selectCategory(scope, name)
  const { is_desk } = sightOf(scope)
  if (found?.is_active && (is_desk || found.is_public)) return found
  if (found || !is_desk || !holds(scope, 'tickets.configure')) throw absent('category')
  return { id: await insertCategory(scope, name), name, default_priority: null }
}

/** The category that a body names, by id or by name; undefined where it names none, null for no category. */
export async function chosenCategory(
  scope: Scope,
  asked: { category_id?: number | null | undefined; category?: string | null | undefined },
) {
  const { category_id: id, category: name } = asked
  if (id === undefined && name === undefined) return undefined
  if (id === null || (id === undefined && name === null)) return null
  if (id === undefined) return categoryOf(scope, name ?? '')
  const found = (await selectCategories(scope)).find((one) => one.id === id)
  if (!found || !(sightOf(scope).is_desk || found.is_public)) throw absent('category_id')
  return found
}

/** A policy that a ticket may have, or 422. */
export async function policyOf(scope: Scope, id: number | null): Promise<number | null> {
  if (id !== null && !(await selectPromises(scope, id))) throw absent('sla_policy_id')
  return id
}

/** Provider staff who may answer for this company, or 422. */
export async function assigneeOf(scope: Scope, companyId: number | null, userId: number): Promise<number> {
  const people = await listAssignable(scope, 'tickets.answer', companyId)
  if (!people.some(({ user_id }) => user_id === userId)) throw absent('assigned_user_id')
  return userId
}
