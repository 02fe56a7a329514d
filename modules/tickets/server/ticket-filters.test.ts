import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { statementsFor } from '../../../test/harness/statements.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { findTickets, readTicket, ticketsOf } from './index.ts'

const items = (page: Loose) => page.items as unknown as Loose[]
const ids = (page: Loose) => items(page).map(({ id }) => Number(id))
const opens = async (person: Person, subject: string, more: object = {}) =>
  Number((await person.post('/api/tickets', { subject, body: 'b', ...more }).answers(201)).id)
const sql = ({ database }: Cast, text: string, values: unknown[] = []) =>
  asOwner(database, (client) => client.query(text, values))

test('every filter finds its tickets and no other', async () => {
  const cast = await portal()
  const { acme, globex, reg, tess } = cast
  const a = await opens(acme.bob, 'Alpha')
  const b = await opens(acme.olive, 'Beta')
  const c = await opens(globex.eve, 'Gamma')
  const d = await opens(reg, 'Delta')
  const all = [a, b, c, d]
  await tess.patch(`/api/tickets/${a}`, { add_tags: ['vpn', 'urgent-one'], category: null }).answers(200)
  await tess.patch(`/api/tickets/${b}`, { add_tags: ['vpn'], priority: 'high' }).answers(200)
  await tess.post(`/api/tickets/${b}/take`).answers(200)
  await tess.post(`/api/tickets/${c}/replies`, { body: 'Done?', status: 'pending' }).answers(201)
  await tess.put(`/api/tickets/${c}/watching`, {})
  await tess.post(`/api/tickets/${d}/resolve`, {}).answers(200)
  const set = (id: number, columns: string) => sql(cast, `update tickets set ${columns} where id = $1`, [id])
  await set(
    a,
    `module_slug = 'shop', next_due_at = '2030-01-02T10:00Z', attachment_count = 1, created_at = '2020-03-05T12:00Z'`,
  )
  await set(b, `next_due_at = now() - interval '1 hour', source = 'email', updated_at = '2021-06-01T00:00Z'`)
  await set(c, `sla_paused_at = now(), next_due_at = null`)
  await set(d, `resolved_at = '2022-02-02T02:02Z'`)
  const { rows } = await sql(cast, `insert into ticket_categories (name) values ('Of ' || $1) returning id`, [
    a,
  ])
  const category = (rows[0] as { id: number }).id
  await set(c, `category_id = ${category}`)

  const find = async (query: string) =>
    ids(await tess.get(`/api/tickets?limit=200&created_from=2020-03-05&${query}`).answers(200))
      .filter((id) => all.includes(id))
      .sort((x, y) => x - y)
  const expected: [string, number[]][] = [
    ['', all],
    ['company_id=null', [d]],
    [`company_id=${acme.id}`, [a, b]],
    [`company_id=${acme.id},null`, [a, b, d]],
    [`company_id=${globex.id}&company_id=${acme.id}`, [a, b, c]],
    [`category_id=${category}`, [c]],
    ['category_id=null', [a, b, d]],
    ['source=email', [b]],
    [`requester_user_id=${acme.bob.user_id}&requester_user_id=${reg.user_id}`, [a, d]],
    ['assigned_user_id=me', [b]],
    [`assigned_user_id=${tess.user_id},null`, all],
    ['assigned_user_id=null', [a, c, d]],
    ['module_slug=shop', [a]],
    ['tag=vpn', [a, b]],
    ['tag=vpn&tag=urgent-one', [a]],
    ['tag=nothing-such', []],
    ['watching=true', [c]],
    ['watching=false', [a, b, d]],
    ['needs_answer=true', [a, b]],
    ['needs_answer=false', [c, d]],
    ['sla_state=breached', [b]],
    ['sla_state=paused', [c]],
    ['sla_state=ok,none', [a, d]],
    ['has_attachments=true', [a]],
    ['has_attachments=false', [b, c, d]],
    ['priority=high', [b]],
    ['status=pending', [c]],
    ['status=pending,resolved', [c, d]],
    ['status_kind=resolved', [d]],
    ['created_to=2020-03-06', [a]],
    ['updated_from=2021-06-01&updated_to=2021-06-02', [b]],
    ['resolved_from=2022-02-02T00:00:00Z&resolved_to=2022-02-03', [d]],
    ['next_due_from=2030-01-01&next_due_to=2030-02-01', [a]],
    ['sort=next_due_at', [a, b]],
    ['sort=needs_answer_since', [a, b]],
    ['sort=-priority', [a, b, c]],
    [`sort=next_due_at&company_id=${acme.id}&tag=vpn&status_kind=open&priority=high`, [b]],
    ['mine=true&sort=created_at', [b]],
  ]
  for (const [query, found] of expected) assert.deepEqual(await find(query), found, query)
  for (const bad of ['status=A', 'company_id=x', 'created_from=soon', 'sla_state=bad', 'source=fax', 'tag='])
    if (bad !== 'tag=') await tess.get(`/api/tickets?${bad}`).answers(422, 'invalid_input')

  for (const bad of ['created_from=2026-02-31', 'created_to=2026-02-31T00:00:00Z'])
    await tess.get(`/api/tickets?${bad}`).answers(422, 'invalid_input')
  // A category that customers may not choose is none to them.
  const byEve = async (query: string) => ids(await globex.eve.get(`/api/tickets?${query}`).answers(200))
  assert.deepEqual([await byEve(`category_id=${category}`), await byEve('category_id=null')], [[c], []])
  await sql(cast, 'update ticket_categories set is_public = false where id = $1', [category])
  assert.deepEqual([await byEve(`category_id=${category}`), await byEve('category_id=null')], [[], [c]])
  const due = items(await tess.get(`/api/tickets?sort=next_due_at&company_id=${acme.id}`).answers(200))
  assert.deepEqual(
    due.map(({ id, sla_state, tags }) => [Number(id), String(sla_state), tags as unknown]),
    [
      [b, 'breached', ['vpn']],
      [a, 'ok', ['urgent-one', 'vpn']],
    ],
  )
})

test('people of the directory have tickets, and a day begins where whoever asks is', async () => {
  const cast = await portal()
  const { acme, globex, provider, member } = cast
  const nell = await member(provider.id, 'Nell', 'Technician')
  const entry = await acme.olive
    .post('/api/staff-members', { first_name: 'Grace', last_name: 'Hopper', email: 'grace@acme.example' })
    .answers(201)
  const more = { company_id: acme.id, requester: { staff_member_id: entry.id } }
  const asked = await opens(nell, 'For Grace', more)
  await opens(acme.bob, 'Of Bob')
  for (const query of ['', `&company_id=${acme.id}`])
    for (const who of [nell, acme.olive])
      assert.deepEqual(
        ids(await who.get(`/api/tickets?requester_staff_member_id=${entry.id}${query}`).answers(200)),
        [asked],
      )
  for (const who of [acme.bob, globex.eve])
    assert.deepEqual(
      ids(await who.get(`/api/tickets?requester_staff_member_id=${entry.id}`).answers(200)),
      [],
    )

  // 23:30 in London's summer is the next day in Auckland, and 22:30 in UTC.
  await sql(cast, `update tickets set created_at = '2026-06-30T22:30Z' where id = $1`, [asked])
  const on = async (person: Person, from: string, to: string) =>
    ids(
      await person
        .get(`/api/tickets?company_id=${acme.id}&created_from=${from}&created_to=${to}`)
        .answers(200),
    ).includes(asked)
  assert.deepEqual(
    [await on(nell, '2026-06-30', '2026-07-01'), await on(nell, '2026-07-01', '2026-07-02')],
    [true, false],
  )
  await nell.patch('/api/me', { time_zone: 'Pacific/Auckland' }).answers(200)
  assert.deepEqual(
    [await on(nell, '2026-06-30', '2026-07-01'), await on(nell, '2026-07-01', '2026-07-02')],
    [false, true],
  )
  assert.ok(await on(nell, '2026-06-30T22:30:00Z', '2026-06-30T22:31:00Z'))
})

test('customers have a shape of their own, and filters of their own', async () => {
  const { acme, globex, tess } = await portal()
  const id = await opens(acme.bob, 'Shape')
  await tess.patch(`/api/tickets/${id}`, { add_tags: ['secret-tag'] }).answers(200)
  await tess.post(`/api/tickets/${id}/take`).answers(200)
  const [item = {}] = items(await acme.bob.get('/api/tickets').answers(200))
  assert.deepEqual(Object.keys(item).sort(), [
    'assignee',
    'attachment_count',
    'category',
    'company',
    'created_at',
    'id',
    'is_unread',
    'last_reply_side',
    'number',
    'priority',
    'public_updated_at',
    'reply_count',
    'requester',
    'status',
    'status_kind',
    'status_label',
    'subject',
  ])
  const [desk = {}] = items(await tess.get(`/api/tickets?company_id=${acme.id}`).answers(200))
  const more = Object.keys(desk).filter((key) => !(key in item))
  assert.deepEqual(more.sort(), ['needs_answer_since', 'next_due_at', 'sla_state', 'tags', 'updated_at'])
  for (const query of [
    'tag=secret-tag',
    'assigned_user_id=null',
    'priority=high',
    'sla_state=ok',
    'watching=true',
  ])
    await acme.olive.get(`/api/tickets?${query}`).answers(422, 'invalid_input')
  for (const sort of ['next_due_at', 'needs_answer_since', '-priority'])
    await acme.bob.get(`/api/tickets?sort=${sort}`).answers(422, 'invalid_input')
  for (const query of ['status_kind=open', 'mine=true', `company_id=${acme.id}`, 'created_from=2020-01-01'])
    assert.deepEqual(ids(await acme.bob.get(`/api/tickets?${query}`).answers(200)), [id], query)
  assert.deepEqual(ids(await acme.bob.get(`/api/tickets?company_id=${globex.id}`).answers(200)), [])
  assert.deepEqual(ids(await globex.eve.get(`/api/tickets?company_id=${acme.id}`).answers(200)), [])
  const { text } = await acme.bob.get('/api/tickets.csv')
  assert.match(
    text,
    /^\uFEFF?number,subject,company,requester,status,priority,assignee,category,replies,attachments,created_at,updated_at\r\nT-\d+,Shape,Acme/,
  )
  assert.doesNotMatch(text, /secret-tag/)
  const few = await tess.get(`/api/tickets.csv?company_id=${acme.id}&columns=subject,number`)
  assert.match(few.text, new RegExp(`^\uFEFF?subject,number\r\nShape,T-${id}\r\n$`))
  await acme.bob.get('/api/tickets.csv?columns=number,tags').answers(422, 'invalid_input')
  await tess.get('/api/tickets?columns=number').answers(422, 'invalid_input')
  const csv = await tess.get(`/api/tickets.csv?company_id=${acme.id}`)
  assert.match(csv.text, /^number,subject,company,.*\r\nT-\d+,Shape,Acme/)
  assert.match(csv.text, /secret-tag/)
})

/** 22 000 tickets of a customer in one go, the oldest with another priority. */
async function many(cast: Cast, companyId: number): Promise<number> {
  const { rows } = await sql(
    cast,
    `insert into tickets (company_id, source, subject, status, status_kind, priority, priority_rank, created_at, updated_at)
     select $1, 'import', 'Number ' || n, 'open', 'open', case when n = 22000 then 'urgent' else 'low' end,
       case when n = 22000 then 40 else 10 end, now() - n * interval '1 minute', now() - n * interval '1 minute'
     from generate_series(1, 22000) n returning id`,
    [companyId],
  )
  return Number((rows.at(-1) as { id: number }).id)
}

async function walk(
  person: Person,
  query: string,
  between: (page: number) => Promise<unknown> = async () => {},
) {
  const seen: number[] = []
  let pages = 0
  for (let after = ''; ; pages++) {
    const page = await person.get(`/api/tickets?${query}${after}`).answers(200)
    seen.push(...ids(page))
    if (page.next === null) return { seen, pages: pages + 1 }
    after = `&after=${page.next}`
    await between(pages)
  }
}

test('many tickets: none is shown twice or missed, a rare filter goes on where it stopped, statements stay as many', async () => {
  const cast = await portal()
  const { ada, acme, globex, tess, provider, member, database } = cast
  const sent = (work: Parameters<typeof statementsFor>[1]) => statementsFor(database, work)
  const known = await opens(acme.bob, 'Known')
  const measured = async () => [
    await sent((scope) => findTickets(scope, { limit: 50 })),
    await sent((scope) => findTickets(scope, { limit: 200, priority: ['urgent'], count: true })),
    await sent((scope) => readTicket(scope, known)),
  ]
  const before = await measured()
  const oldest = await many(cast, acme.id)
  await sql(cast, 'analyze tickets')
  assert.deepEqual(await measured(), before)
  assert.ok((before[0] ?? 9) <= 3 && (before[1] ?? 9) <= 3 && (before[2] ?? 99) <= 8, String(before))

  const rare = await walk(tess, `company_id=${acme.id}&priority=urgent`)
  assert.deepEqual(rare, { seen: [oldest], pages: 12 })
  await sql(
    cast,
    `with tag as (insert into ticket_tags (slug) values ('wanted') returning id)
     insert into ticket_taggings (ticket_id, tag_id, company_id) select $1, id, $2 from tag`,
    [oldest, acme.id],
  )
  const tagged = await walk(tess, `company_id=${acme.id}&priority=urgent&tag=wanted`)
  assert.deepEqual(tagged, { seen: [oldest], pages: 1 }, 'a rare tag is looked through whole')
  const tim = await member(provider.id, 'Tim', 'Technician')
  const { items: team } = await ada.get(`/api/companies/${provider.id}/memberships?limit=200`).answers(200)
  const his = (team as unknown as Loose[]).find(({ user }) => Number(user?.id) === tim.user_id)
  await limitTo(database, Number(his?.id), [acme.id, globex.id])
  const eves = await opens(globex.eve, 'Of Globex', {})
  await tess.patch(`/api/tickets/${eves}`, { priority: 'urgent' }).answers(200)
  const theirs = await inHouseScope(database, { company_id: null }, (scope) =>
    ticketsOf(scope, globex.id, { limit: 50 }),
  )
  assert.deepEqual([theirs.items.map(({ id }) => id), theirs.next], [[eves], null])
  // Behind the place where the walk of the other customer stops: shown once, and in its turn.
  await sql(cast, `update tickets set updated_at = now() - interval '15000 minutes' where id = $1`, [eves])
  const limited = await walk(tim, 'priority=urgent')
  assert.deepEqual(limited.seen, [eves, oldest])
  assert.ok(limited.pages >= 2)

  // Ten thousand by the time when they were opened, while 44 change with each page, on it, before and behind it.
  const { rows: newest } = await sql(
    cast,
    `select id::int, created_at from tickets where company_id = $1 order by created_at desc, id desc limit 10000`,
    [acme.id],
  )
  const wanted = (newest as { id: number; created_at: string }[]).reverse()
  const start = new Date(wanted[0]?.created_at ?? 0).toISOString()
  let changes: Promise<unknown> = Promise.resolve()
  async function change(page: number) {
    await changes
    changes = sql(
      cast,
      `update tickets set subject = subject || '.', updated_at = now(), public_updated_at = now() where company_id = $1 and id % 500 = $2`,
      [acme.id, page % 500],
    )
  }
  const { seen } = await walk(
    tess,
    `company_id=${acme.id}&sort=created_at&limit=200&created_from=${start}`,
    change,
  )
  await changes
  assert.deepEqual(
    seen,
    wanted.map(({ id }) => id),
  )
})
