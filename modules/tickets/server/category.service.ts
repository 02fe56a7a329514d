import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import type { DeskCategory, setupApi } from '../contract/setup.ts'
import { setupEvents } from './setup.events.ts'
import * as queries from './setup.queries.ts'
import { changesOf, placed, removeUnused, told } from './setup.ts'

type New = Received<NonNullable<typeof setupApi.createCategory.body>>
type Changed = Received<NonNullable<typeof setupApi.changeCategory.body>>

const most = 200
const { created, updated, deleted } = setupEvents.category

constraintMeans('ticket_categories_name', 'name_taken', 'name')

export async function readCategory(scope: Scope, id: number): Promise<DeskCategory> {
  const one = (await queries.selectDeskCategories(scope)).find((category) => category.id === id)
  if (!one) throw notFound()
  return one
}

export async function createCategory(scope: Scope, given: New): Promise<DeskCategory> {
  await queries.lockSetup(scope)
  const all = await queries.selectDeskCategories(scope)
  if (all.length >= most)
    throw invalid('name', 'too_many', 'There are 200 categories: enough for every desk.', most)
  const { position = all.length + 1, default_priority = null, ...row } = given
  await refuseUnknownPriority(scope, default_priority)
  const id = await queries.insertDeskCategory(scope, { ...row, default_priority, position: all.length + 1 })
  await place(scope, all, id, position)
  await told(scope, created, { id, name: given.name })
  return readCategory(scope, id)
}

export async function changeCategory(
  scope: Scope,
  id: number,
  { version, ...given }: Changed,
  if_match: number | null,
): Promise<DeskCategory> {
  await queries.lockSetup(scope)
  const before = await readCategory(scope, id)
  expectVersion({ if_match, version }, before)
  const { set, changes } = changesOf(before, given)
  if (changes.length === 0) return before
  const { position, ...columns } = set
  await refuseUnknownPriority(scope, given.default_priority)
  await queries.updateCategory(scope, id, columns)
  if (typeof position === 'number')
    await place(scope, await queries.selectDeskCategories(scope), id, position)
  await told(scope, updated, { id, name: before.name, changes })
  return readCategory(scope, id)
}

const place = (scope: Scope, all: DeskCategory[], id: number, position: number) =>
  queries.placeCategories(
    scope,
    placed(
      all.map((one) => one.id),
      id,
      position,
    ),
  )

async function refuseUnknownPriority(scope: Scope, key: string | null | undefined): Promise<void> {
  if (key == null) return
  const all = await queries.selectDeskPriorities(scope)
  if (!all.some((one) => one.key === key && one.is_active))
    throw invalid('default_priority', 'not_one_of', 'There is no such active priority.')
}

export async function deleteCategory(scope: Scope, id: number): Promise<void> {
  const before = await readCategory(scope, id)
  await removeUnused(scope, ['category', id], () => queries.deleteCategory(scope, id))
  await told(scope, deleted, { id, name: before.name })
}
