import { ConfigProblems } from '../../../platform/config.ts'
import type { AfterMigrations } from '../../../platform/database/index.ts'

export interface SearchSpeech {
  /** A text search configuration of PostgreSQL (SEARCH_LANGUAGE). */
  language: string
  /** Writes everything that is searched anew where the language is another one; else only where nothing is searched yet. */
  is_rebuilt: boolean
  say: (line: string) => void
}

const batch = 500

/**
 * The language that the search reads texts in, looked after with the migrations. Other words would be looked for than
 * those that stand in the index: so a language is changed together with it, and on request.
 */
export const speakSearch =
  ({ language, is_rebuilt, say }: SearchSpeech): AfterMigrations =>
  async (client) => {
    const { rows } = await client.query<Facts>(facts)
    if (rows[0] && rows[0].spoken !== language) await speak(client, { language, is_rebuilt, say }, rows[0])
    if (is_rebuilt) await rebuild(client, say)
  }

interface Facts {
  spoken: string
  knows: string[]
  is_empty: boolean
}
type Client = Parameters<AfterMigrations>[0]

async function speak(client: Client, { language, is_rebuilt, say }: SearchSpeech, now: Facts) {
  if (!now.knows.includes(language))
    throw new ConfigProblems([`SEARCH_LANGUAGE must be one of ${now.knows.join(', ')}`])
  if (now.is_empty || is_rebuilt) await client.query('select ticket_search_speak($1)', [language])
  else
    say(
      `The search reads ${now.spoken}, SEARCH_LANGUAGE is ${language}: migrate --search-language changes it`,
    )
}

const facts = `select obj_description('myportal.portal_text'::regconfig, 'pg_ts_config') as spoken,
  array(select c.cfgname::text from pg_ts_config c where c.cfgnamespace = 'pg_catalog'::regnamespace order by 1) as knows,
  not exists (select from ticket_search) as is_empty`

const nextBatch = `with next as (select t.id from tickets t where t.id < $1 and t.deleted_at is null order by t.id desc limit $2)
select min(n.id) as before, count(*)::int as tickets, ticket_search_rebuild(array_agg(n.id order by n.id)) as written from next n
having count(*) > 0`

/** Newest first: what people look for is found soon. */
async function rebuild(client: Client, say: SearchSpeech['say']): Promise<void> {
  let done = 0
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const { rows } = await client.query<{ before: number; tickets: number }>(nextBatch, [before, batch])
    const [read] = rows
    if (!read) break
    before = Number(read.before)
    done += read.tickets
    if (done % (batch * 20) === 0) say(`${done} tickets are read`)
  }
  say(`${done} tickets are searched as they are read now.`)
}
