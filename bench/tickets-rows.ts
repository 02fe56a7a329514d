import { asOwner, type Database } from '../platform/database/index.ts'
import { seededWords } from '../scripts/seed/desk-steps.ts'
import { type Person, personAt } from '../test/harness/person.ts'
import { password } from './house.ts'
import type { Ask } from './load.ts'

/** Who asks, by what they see of the desk. */
export interface Askers {
  /** A technician for every customer. */
  tess: Person
  /** A technician for 40 of them. */
  tim: Person
  /** An owner of the company that has a quarter of the tickets, and a member who sees only their own there. */
  olive: Person
  bob: Person
}

export interface TimedRow {
  name: string
  ask: Ask
  limit: number
}

const open = 'status_kind=open&status_kind=pending'

/** The desk's views as the filters they are (tickets §4.5). */
const views: [name: string, query: string][] = [
  ['my open', `assigned_user_id=me&${open}`],
  ['unassigned', `assigned_user_id=null&${open}`],
  ['needs an answer', 'needs_answer=true&sort=needs_answer_since'],
  ['due next', 'sort=next_due_at'],
  ['all open', open],
  ['by priority', 'sort=-priority'],
  ['waiting for customer', 'status_kind=pending'],
  ['recently solved', 'status_kind=resolved&status_kind=closed'],
  ['all', ''],
  ['rare filter', 'tag=security&priority=urgent&source=email'],
]

const searches: [name: string, q: string][] = [
  ['rare word', seededWords.rare],
  ['a tenth', seededWords.tenth],
  ['every ticket', seededWords.every],
  ['two common words', `please ${seededWords.every}`],
  ['phrase', `"${seededWords.phrase}"`],
  ['typo', 'quetzla'],
  ['note', seededWords.note],
]

const get = (person: Person, path: string): Ask => ({ path, headers: headersOf(person) })

export const headersOf = ({ cookies }: Person): Record<string, string> => ({
  cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  'x-csrf-token': cookies.get('myportal_session_csrf') ?? '',
})

/** Each list, page and search of tickets §9 that only reads, in the pages that the web app asks for. */
export async function timedRows(facts: DeskFacts, askers: Askers): Promise<TimedRow[]> {
  const { tess, olive, bob } = askers
  const list = (query: string) => `/api/tickets?limit=50&${query}`
  const found = (q: string) => `/api/tickets?limit=25&q=${encodeURIComponent(q)}`
  const deep = await cursorAfter(tess, list('sort=-created_at'), 999)
  return [
    ...views.map(([name, query]) => ({ name: `desk: ${name}`, ask: get(tess, list(query)), limit: 60 })),
    { name: 'desk: all, the last page', ask: get(tess, list(`sort=-created_at&after=${deep}`)), limit: 60 },
    { name: 'counts of views', ask: get(tess, '/api/tickets/views/counts'), limit: 40 },
    { name: 'company of a quarter', ask: get(olive, list('')), limit: 60 },
    {
      name: 'company of a quarter: rare filter',
      ask: get(tess, list(`company_id=${facts.company}&priority=urgent&source=email`)),
      limit: 60,
    },
    { name: 'own tickets', ask: get(bob, list('mine=true')), limit: 60 },
    ...facts.details.map(([name, id]) => ({
      name: `detail with ${name} replies`,
      ask: get(tess, `/api/tickets/${id}`),
      limit: 80,
    })),
    ...Object.entries(askers).flatMap(([who, person]) =>
      searches
        .filter(([name]) => who === 'tess' || name !== 'note')
        .map(([name, q]) => ({
          name: `search as ${asWhom[who]}: ${name}`,
          ask: get(person, found(q)),
          limit: 100,
        })),
    ),
    {
      name: 'search as desk: every ticket, open ones',
      ask: get(tess, `${found(seededWords.every)}&${open}`),
      limit: 100,
    },
  ]
}

const asWhom: Record<string, string> = {
  tess: 'desk',
  tim: '40 customers',
  olive: 'company',
  bob: 'own only',
}

/** The cursor of the page after so many, or of the last page that has one. */
async function cursorAfter(person: Person, path: string, pages: number): Promise<string> {
  let after = ''
  const big = path.replace('limit=50', 'limit=200')
  for (let page = 0; page < pages / 4; page++) {
    const { next } = await person.get(`${big}${after && `&after=${after}`}`).answers(200)
    if (next === null) break
    after = String(next)
  }
  return after
}

/** What is asked of the database before the portal is: who is who, and tickets of three sizes. */
export interface DeskFacts {
  company: number
  bob: string
  tim: number
  details: [name: string, id: number][]
}

export async function factsOf(database: Database): Promise<DeskFacts> {
  return asOwner(database, async (client) => {
    const people = await client.query<{ company: number; bob: string; tim: number }>(
      `select c.id as company, (select u.email from memberships m join users u on u.id = m.user_id join roles r on r.id = m.role_id
         where m.company_id = c.id and r.name = 'Member' order by u.id limit 1) as bob,
         (select m.id from memberships m join users u on u.id = m.user_id where u.email = 'tech2@people.example') as tim
       from (select min(id) as id from companies where name like 'Seed %') c`,
    )
    const sizes = await client.query<{ name: string; id: number }>(
      `select x.name, (select id from tickets t where t.reply_count between x.least and x.most
         order by t.id desc offset 5 * (x.most < 700)::int limit 1) as id
       from (values ('10', 7, 8), ('20', 14, 17), ('1 000', 700, 900)) x (name, least, most)`,
    )
    const [found] = people.rows
    return {
      company: Number(found?.company),
      bob: found?.bob ?? '',
      tim: Number(found?.tim),
      details: sizes.rows.map(({ name, id }) => [name, Number(id)]),
    }
  })
}

/** People of the seeded desk sign in; Tim is told his customers. */
export async function askersOf(facts: DeskFacts, ada: Person): Promise<Askers> {
  const company_ids = Array.from({ length: 40 }, (_, at) => facts.company + 1 + at)
  await ada
    .put(`/api/memberships/${facts.tim}/customers`, { customer_access: 'listed', company_ids, version: 1 })
    .answers(200)
  const [tess, tim, olive, bob] = await Promise.all(
    ['tech1@people.example', 'tech2@people.example', 'seed1@people.example', facts.bob].map((email) =>
      signedIn(ada.base, email),
    ),
  )
  if (!tess || !tim || !olive || !bob) throw new Error('Nobody signed in')
  return { tess, tim, olive, bob }
}

export async function signedIn(base: string, email: string): Promise<Person> {
  const person = personAt(base, email, email)
  const { user } = await person.post('/api/auth/login', { email, password }).answers(200)
  person.user_id = Number(user?.id)
  return person
}
