import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { deleteTaggings, ensureTags, insertTaggings, selectTags } from './tagging.queries.ts'

/** So many tags one ticket has at most. */
export const mostTags = 20
const longest = 48
const sound = /^[\p{L}\p{Nd}](?:[\p{L}\p{Nd}_.-]*[\p{L}\p{Nd}])?$/u

/**
 * What somebody typed as the names of tags: lower case, `-` for blanks, each once. 422 on `field` for what has
 * other characters than letters, digits, `_`, `.` and `-`, or more than 48 of them.
 */
export function tagSlugs(field: string, typed: readonly string[]): string[] {
  const slugs = typed.map((text) => text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, '-'))
  const at = slugs.findIndex((slug) => !sound.test(slug) || slug.length > longest)
  if (at >= 0)
    throw invalid(
      `${field}.${at}`,
      'bad_format',
      'At most 48 letters, digits, dots, hyphens and underscores.',
    )
  return [...new Set(slugs)].sort()
}

/** What becomes of a ticket's tags: all of them anew, or some more and some less. */
export interface TagWish {
  tags?: readonly string[] | undefined
  add_tags?: readonly string[] | undefined
  remove_tags?: readonly string[] | undefined
}

/** A change of tags, as it stands among the others in the event. */
export interface TagChange {
  field: 'tags'
  from: string[]
  to: string[]
}

/**
 * Tags a ticket that is locked; unknown tags are made. Answers what changed, or null for nothing. 422 above 20 tags.
 * The caller raises the version and tells of it.
 */
export async function retag(
  scope: Scope,
  ticket: { id: number; company_id: number | null },
  wish: TagWish,
): Promise<TagChange | null> {
  if (!wish.tags && !wish.add_tags && !wish.remove_tags) return null
  const from = (await selectTags(scope, [ticket.id])).get(ticket.id) ?? []
  const less = new Set(tagSlugs('remove_tags', wish.remove_tags ?? []))
  const start = wish.tags ? tagSlugs('tags', wish.tags) : from
  const more = tagSlugs('add_tags', wish.add_tags ?? [])
  const to = [...new Set([...start, ...more])].filter((slug) => !less.has(slug)).sort()
  const added = to.filter((slug) => !from.includes(slug))
  const gone = from.filter((slug) => !to.includes(slug))
  if (added.length + gone.length === 0) return null
  if (to.length > mostTags)
    throw invalid(wish.tags ? 'tags' : 'add_tags', 'too_many', 'A ticket has 20 tags at most.', mostTags)
  await deleteTaggings(scope, ticket.id, gone)
  await tagTicket(scope, ticket, added)
  return { field: 'tags', from, to }
}

/** Puts these tags on a ticket, making those that do not exist; `slugs` come from `tagSlugs`. */
export async function tagTicket(
  scope: Scope,
  ticket: { id: number; company_id: number | null },
  slugs: readonly string[],
): Promise<void> {
  const ids = await ensureTags(scope, slugs)
  const rows = [...ids.values()].map((tag_id) => ({
    ticket_id: ticket.id,
    company_id: ticket.company_id,
    tag_id,
  }))
  await insertTaggings(scope, rows)
}
