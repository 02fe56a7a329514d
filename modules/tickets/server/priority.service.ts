import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import type { DeskPriority, setupApi } from '../contract/setup.ts'
import { setupEvents } from './setup.events.ts'
import * as queries from './setup.queries.ts'
import { changesOf, removeUnused, told } from './setup.ts'

type New = Received<NonNullable<typeof setupApi.createPriority.body>>
type Changed = Received<NonNullable<typeof setupApi.changePriority.body>>

const most = 30
const { created, updated, deleted } = setupEvents.priority

constraintMeans('ticket_priorities_pkey', 'key_taken', 'key')
constraintMeans('ticket_priorities_rank_key', 'rank_taken', 'rank')

export async function readPriority(scope: Scope, key: string): Promise<DeskPriority> {
  const one = (await queries.selectDeskPriorities(scope)).find((priority) => priority.key === key)
  if (!one) throw notFound()
  return one
}

export async function createPriority(scope: Scope, given: New): Promise<DeskPriority> {
  await queries.lockSetup(scope)
  const all = await queries.selectDeskPriorities(scope)
  if (all.length >= most)
    throw invalid('key', 'too_many', 'There are 30 priorities: enough for every desk.', most)
  await queries.insertPriority(scope, given)
  await told(scope, created, { name: given.label })
  return readPriority(scope, given.key)
}

/** The default priority stays one that can be chosen. */
export async function changePriority(
  scope: Scope,
  key: string,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<DeskPriority> {
  await queries.lockSetup(scope)
  const before = await readPriority(scope, key)
  expectVersion({ if_match, version }, before)
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return before
  if (set.is_default === false || (before.is_default && set.is_active === false))
    throw problem('last_default')
  if (set.is_default === true) {
    if (!(set.is_active ?? before.is_active))
      throw invalid('is_default', 'not_allowed', 'The default priority is an active one.')
    await queries.clearDefault(scope, 'ticket_priorities')
  }
  await queries.updatePriority(scope, key, set)
  await told(scope, updated, { name: before.label, changes })
  return readPriority(scope, key)
}

export async function deletePriority(scope: Scope, key: string): Promise<void> {
  await queries.lockSetup(scope)
  const before = await readPriority(scope, key)
  if (before.is_default) throw problem('last_default')
  await removeUnused(scope, ['priority', key], () => queries.deletePriority(scope, key))
  await told(scope, deleted, { name: before.label })
}
