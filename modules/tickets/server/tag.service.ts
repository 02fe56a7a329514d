import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound } from '../../../platform/contract/problems.ts'
import { type Database, pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { constraintMeans, expectVersion } from '../../../platform/http/index.ts'
import type { DeskTag, setupApi } from '../contract/setup.ts'
import { setupEvents } from './setup.events.ts'
import * as queries from './setup.queries.ts'
import { removeUnused, told } from './setup.ts'
import { tagSlugs } from './tagging.service.ts'

type Asked = Received<NonNullable<typeof setupApi.listTags.query>>
type Changed = Received<NonNullable<typeof setupApi.changeTag.body>>

const { created, updated, deleted } = setupEvents.tag

constraintMeans('ticket_tags_slug_key', 'slug_taken', 'slug')

export async function listTags(scope: Scope, { q, limit, after, sort }: Asked) {
  const walk = { sort, filters: { q } }
  const rows = await queries.selectDeskTags(scope, { q, limit }, readCursor(after, walk, 1))
  return pageOf(
    rows,
    limit,
    walk,
    ({ slug }) => [slug],
    (row) => row,
  )
}

const slugOf = (typed: string) => tagSlugs('slug', [typed])[0] ?? typed

export async function readTag(scope: Scope, id: number): Promise<DeskTag> {
  const tag = await queries.selectDeskTag(scope, id)
  if (!tag) throw notFound()
  return tag
}

/** Of two who change it at once, the second sees what the first one did. */
async function locked(scope: Scope, id: number): Promise<DeskTag> {
  await queries.lockTag(scope, id)
  return readTag(scope, id)
}

export async function createTag(scope: Scope, typed: string): Promise<DeskTag> {
  const slug = slugOf(typed)
  const id = await queries.insertTag(scope, slug)
  await told(scope, created, { id, name: slug })
  return readTag(scope, id)
}

export async function changeTag(
  scope: Scope,
  id: number,
  given: Changed,
  if_match: number | null,
): Promise<DeskTag> {
  const before = await locked(scope, id)
  expectVersion({ if_match, version: given.version }, before)
  const slug = given.slug === undefined ? before.slug : slugOf(given.slug)
  if (slug === before.slug) return before
  await queries.updateTag(scope, id, slug)
  const changes = [{ field: 'slug', from: before.slug, to: slug }]
  await told(scope, updated, { id, name: before.slug, changes })
  return readTag(scope, id)
}

export async function deleteTag(scope: Scope, id: number): Promise<void> {
  const before = await locked(scope, id)
  await removeUnused(scope, ['tag', id], () => queries.deleteTag(scope, id))
  await told(scope, deleted, { id, name: before.slug })
}

const usual = new WeakMap<Database, { slugs: string[]; read_at: number }>()
const freshMs = 60_000

/** The 200 tags most used, for forms; counted at most once a minute. */
export async function usualTags(scope: Scope): Promise<string[]> {
  const known = usual.get(scope.tx.database)
  if (known && performance.now() - known.read_at < freshMs) return known.slugs
  const slugs = await queries.selectUsualTags(scope, 200)
  usual.set(scope.tx.database, { slugs, read_at: performance.now() })
  return slugs
}
