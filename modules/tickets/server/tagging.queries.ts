import type { Scope } from '../../../platform/database/index.ts'

interface Tag extends Record<string, unknown> {
  id: number
  slug: string
}

const found = 'select id, slug from ticket_tags where slug = any ($1::text[])'
// In the order of their names, so that two who make the same ones wait for each other and never crosswise.
const made = `insert into ticket_tags (slug) select slug from unnest($1::text[]) x (slug) order by slug
on conflict (slug) do update set slug = excluded.slug returning id, slug`

/** The ids of these tags; those that do not exist yet are made. */
export async function ensureTags(scope: Scope, slugs: readonly string[]): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map()
  const { rows } = await scope.tx.run<Tag>(found, [[...slugs]])
  const known = new Set(rows.map(({ slug }) => slug))
  const missing = slugs.filter((slug) => !known.has(slug))
  if (missing.length > 0) rows.push(...(await scope.tx.run<Tag>(made, [missing])).rows)
  return new Map(rows.map(({ slug, id }) => [slug, id]))
}

const ofTickets = `select x.ticket_id as id, g.slug from ticket_taggings x join ticket_tags g on g.id = x.tag_id
where x.ticket_id = any ($1::bigint[]) order by g.slug`

/** The tags of these tickets by name, in the order of the alphabet. */
export async function selectTags(scope: Scope, ticketIds: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await scope.tx.run<Tag>(ofTickets, [[...ticketIds]])
  const tags = new Map<number, string[]>()
  for (const { id, slug } of rows) tags.set(id, [...(tags.get(id) ?? []), slug])
  return tags
}

export interface Tagged {
  ticket_id: number
  company_id: number | null
  tag_id: number
}

const put = `insert into ticket_taggings (ticket_id, company_id, tag_id, source)
select ticket_id, company_id, tag_id, $4 from unnest($1::bigint[], $2::bigint[], $3::bigint[]) x (ticket_id, company_id, tag_id)
on conflict do nothing`

/** Puts tags on tickets, all in one statement; those that are there stay as they are. */
export async function insertTaggings(
  scope: Scope,
  rows: readonly Tagged[],
  source: 'person' | 'rule' | 'model' = 'person',
): Promise<void> {
  if (rows.length === 0) return
  await scope.tx.run(put, [
    rows.map(({ ticket_id }) => ticket_id),
    rows.map(({ company_id }) => company_id),
    rows.map(({ tag_id }) => tag_id),
    source,
  ])
}

const taken = `delete from ticket_taggings where ticket_id = $1::bigint
and tag_id in (select id from ticket_tags where slug = any ($2::text[]))`

export async function deleteTaggings(
  scope: Scope,
  ticketId: number,
  slugs: readonly string[],
): Promise<void> {
  if (slugs.length > 0) await scope.tx.run(taken, [ticketId, [...slugs]])
}
