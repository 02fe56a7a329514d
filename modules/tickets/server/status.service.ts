import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import type { DeskStatus, setupApi } from '../contract/setup.ts'
import { setupEvents } from './setup.events.ts'
import * as queries from './setup.queries.ts'
import { changesOf, type Given, placed, removeUnused, told } from './setup.ts'
import { moveStatusJob } from './status.job.ts'
import { ways } from './turn.ts'

type New = Received<NonNullable<typeof setupApi.createStatus.body>>
type Changed = Received<NonNullable<typeof setupApi.changeStatus.body>>

const most = 30
const { created, updated, deleted } = setupEvents.status

constraintMeans('ticket_statuses_pkey', 'key_taken', 'key')

export async function readStatus(scope: Scope, key: string): Promise<DeskStatus> {
  const found = (await queries.selectDeskStatuses(scope)).find((status) => status.key === key)
  if (!found) throw notFound()
  return found
}

export async function createStatus(scope: Scope, given: New): Promise<DeskStatus> {
  await queries.lockSetup(scope)
  const all = await queries.selectDeskStatuses(scope)
  if (all.some(({ key }) => key === given.key)) throw problem('key_taken', { members: { field: 'key' } })
  if (all.length >= most)
    throw invalid('key', 'too_many', 'There are 30 statuses: enough for every desk.', most)
  const { position = all.length + 1, public_label = given.label, ...row } = given
  await queries.insertStatus(scope, { ...row, public_label, position: all.length + 1, is_default: false })
  await queries.placeStatuses(
    scope,
    placed(
      all.map(({ key }) => key),
      given.key,
      position,
    ),
  )
  await told(scope, created, { name: given.label })
  return readStatus(scope, given.key)
}

/** What changes nothing leaves no trace. The default status, and the last of a kind, cannot be switched off. */
export async function changeStatus(
  scope: Scope,
  key: string,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<DeskStatus> {
  await queries.lockSetup(scope)
  const all = await queries.selectDeskStatuses(scope)
  const before = all.find((status) => status.key === key)
  if (!before) throw notFound()
  expectVersion({ if_match, version } satisfies Given, before)
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return before

  if (set.is_default === false) throw problem('last_default')
  if (set.is_active === false) refuseLast(all, before)
  if (set.is_default === true) await becomeDefault(scope, before)
  const { position, ...columns } = set
  await queries.updateStatus(scope, key, columns)
  if (typeof position === 'number')
    await queries.placeStatuses(
      scope,
      placed(
        all.map((one) => one.key),
        key,
        position,
      ),
    )
  await told(scope, updated, { name: before.label, changes })
  return readStatus(scope, key)
}

async function becomeDefault(scope: Scope, status: DeskStatus): Promise<void> {
  if (status.kind !== 'open' || !status.is_active)
    throw invalid('is_default', 'not_allowed', 'The default status is an active one of kind open.')
  await queries.clearDefault(scope, 'ticket_statuses')
}

/** The desk needs a default, and something to put solved and closed tickets into. */
function refuseLast(all: DeskStatus[], status: DeskStatus): void {
  const others = all.filter(
    ({ key, kind, is_active }) => key !== status.key && kind === status.kind && is_active,
  )
  if (status.is_default || others.length === 0) throw problem('last_default')
}

/** Removes a status that no ticket has; with `move_to` a job empties it first. The job's id, or null when it is gone. */
export async function deleteStatus(
  scope: Scope,
  key: string,
  moveTo: string | undefined,
): Promise<{ id: string | null } | null> {
  await queries.lockSetup(scope)
  const all = await queries.selectDeskStatuses(scope)
  const status = all.find((one) => one.key === key)
  if (!status) throw notFound()
  refuseLast(all, status)
  if (moveTo === undefined) {
    await removeUnused(scope, ['status', key], () => queries.deleteStatus(scope, key))
    await told(scope, deleted, { name: status.label })
    return null
  }
  const to = all.find((one) => one.key === moveTo && one.key !== key && one.is_active)
  if (!to) throw invalid('move_to', 'not_one_of', 'There is no such active status.')
  if (!ways[status.kind].includes(to.kind))
    throw invalid('move_to', 'not_allowed', 'Tickets do not go from here to a status of that kind.')
  await queries.updateStatus(scope, key, { moving_to: to.key, is_active: false })
  const changes = [{ field: 'moving_to', from: status.moving_to, to: to.key }]
  await told(scope, updated, { name: status.label, changes })
  return { id: await enqueue(scope, moveStatusJob, { key }) }
}
