import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrateAll } from '../../../app/migrate.ts'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { statementsFor } from '../../../test/harness/statements.ts'
import { type Loose, type Person, portal } from '../../../test/portal.ts'
import { findTickets } from './ticket-list.service.ts'
import { checkSearch } from './ticket-search.consumer.ts'
import { segmentsOf } from './ticket-search.segments.ts'

const items = (page: Loose) => page.items as unknown as Loose[]
const ids = (page: Loose) => items(page).map(({ id }) => Number(id))
const asks = (person: Person, q: string, more = '') =>
  person.get(`/api/tickets?q=${encodeURIComponent(q)}${more}`).answers(200)
const finds = async (person: Person, q: string, more = '') => ids(await asks(person, q, more))
const matchOf = (page: Loose, id: unknown) =>
  items(page).find((one) => one.id === id)?.match as unknown as {
    field: string
    is_similar: boolean
    segments: { text: string; hit: boolean }[]
  }
const hitsOf = (match: { segments: { text: string; hit: boolean }[] }) =>
  match.segments.filter(({ hit }) => hit).map(({ text }) => text)

async function desk() {
  const cast = await portal()
  const { acme, globex, tess, portal: house } = cast
  const opens = async (person: Person, subject: string, body: string, more: object = {}) =>
    Number((await person.post('/api/tickets', { subject, body, ...more }).answers(201)).id)
  const answers = (person: Person, id: number, body: string, more: object = {}) =>
    person.post(`/api/tickets/${id}/replies`, { body, ...more }).answers(201)
  const one = await opens(acme.bob, 'Printer 100% broken_down', 'The Übergabe of toner failed since Monday.')
  await answers(
    tess,
    one,
    'Please **restart** the spooler service first, as [the guide](https://a.example) says.',
  )
  await answers(tess, one, 'He is a zebracorn customer', { is_internal: true })
  const two = await opens(acme.bob, 'Keyboard lost', 'The e-mail about my printer did not come.')
  const theirs = await opens(globex.eve, 'Printer of Globex', 'The spooler of globexonly restarts.')
  await house.background.idle()
  return { ...cast, one, two, theirs, opens, answers, settle: () => house.background.idle() }
}

test('the desk and customers find by number, subject, answer, phrase and accent; notes and other companies never', async () => {
  const { acme, globex, tess, one, two, theirs, reg, database } = await desk()
  for (const q of [`T-${two}`, `t${two}`, `#${two}`, `${two}`]) {
    for (const person of [acme.bob, acme.olive, tess]) assert.equal((await finds(person, q))[0], two, q)
    assert.ok(!(await finds(globex.eve, q)).includes(two))
  }
  const here = `&company_id=${acme.id}&company_id=${globex.id}`
  for (const person of [acme.bob, acme.olive]) {
    assert.deepEqual(await finds(person, 'printer'), [one, two], 'hits of the subject stand before the rest')
    assert.deepEqual(await finds(person, 'spooler restart'), [one])
    assert.deepEqual(await finds(person, 'ubergabe'), [one])
    assert.deepEqual(await finds(person, 'PRINTER 100%'), [one])
    assert.deepEqual(await finds(person, '"spooler service"'), [one])
    assert.deepEqual(await finds(person, '"service spooler"'), [])
    assert.deepEqual(await finds(person, '"printer broken 100%"'), [], 'a phrase is meant as it stands')
    assert.deepEqual(await finds(person, 'printer -keyboard'), [one])
    assert.deepEqual(await finds(person, '-printer'), [])
    assert.deepEqual(await finds(person, '-toner -zebra'), [two])
    assert.deepEqual(
      await finds(person, 'printer -toner'),
      [two],
      'what must not stand there, stands nowhere',
    )
    assert.deepEqual(await finds(person, 'printer -"spooler service"'), [two])
    assert.deepEqual(await finds(person, 'spool'), [one], 'the last word may go on')
    assert.deepEqual(await finds(person, 'zebracorn'), [])
    assert.deepEqual(await finds(person, 'globexonly'), [])
    assert.deepEqual(await finds(person, `@c${globex.id}`), [])
    const misspelt = await asks(person, 'keybord')
    assert.deepEqual(ids(misspelt), [two])
    assert.equal(matchOf(misspelt, two).is_similar, true)
  }
  assert.deepEqual(await finds(tess, 'printer', here), [theirs, one, two])
  assert.deepEqual(await finds(tess, 'zebracorn'), [one])
  assert.deepEqual(await finds(tess, 'globexonly'), [theirs])
  assert.deepEqual(await finds(tess, 'spooler', `&company_id=${acme.id}`), [one])
  assert.deepEqual(await finds(tess, 'bob', `&company_id=${acme.id}`), [two, one], 'the requester’s name')
  assert.deepEqual(await finds(reg, 'printer'), [])
  const settings = await asOwner(database, (client) =>
    client.query(
      `select oid::regprocedure::text as name from pg_proc where proconfig::text like '%pg_trgm.%'`,
    ),
  )
  assert.deepEqual(settings.rows, [], 'a backup is restored by whoever may not set what is not loaded')
})

test('an answer says where the words stand: pieces of text, of the page’s tickets alone', async () => {
  const { acme, tess, one, two, answers, settle } = await desk()
  const inSubject = matchOf(await asks(acme.bob, 'printer'), one)
  assert.equal(inSubject.field, 'subject')
  assert.equal(inSubject.segments.map(({ text }) => text).join(''), 'Printer 100% broken_down')
  assert.deepEqual(hitsOf(inSubject), ['Printer'])
  const inReply = matchOf(await asks(acme.bob, 'spooler'), one)
  assert.equal(inReply.field, 'reply')
  assert.deepEqual(hitsOf(inReply), ['spooler'])
  assert.equal(
    inReply.segments.map(({ text }) => text).join(''),
    'Please restart the spooler service first, as the guide (https://a.example) says.',
  )
  assert.equal(matchOf(await asks(tess, 'zebracorn'), one).field, 'note')
  assert.equal(matchOf(await asks(tess, `T-${two}`), two).field, 'number')
  await answers(tess, two, 'The printer <b>is</b> zebracorn', { is_internal: true })
  await settle()
  const seen = JSON.stringify(await asks(acme.bob, 'printer zeb'))
  assert.ok(!seen.includes('zebra'), seen)
})

test('what changes is found after the next batch, and what a lost event left behind at night', async () => {
  const { acme, tess, one, two, database, answers, settle } = await desk()
  const many = Array.from({ length: 60 }, (_, at) => `zetword${at}`).join(' ')
  await answers(acme.bob, two, `Now the quokkaword is here. ${many}`)
  await tess.patch(`/api/tickets/${one}`, { subject: 'Renamed wombatword' }).answers(200)
  await settle()
  assert.deepEqual(await finds(acme.bob, 'quokkaword'), [two])
  assert.deepEqual(await finds(acme.bob, 'wombatword'), [one])
  assert.deepEqual(await finds(acme.bob, 'broken_down'), [])
  assert.deepEqual(await finds(acme.bob, 'zetwo'), [two], 'so many words go on from it')
  await asOwner(database, (client) => client.query(`insert into ticket_search_words values ('dingoword')`))
  const behind = await checkSearch(database)
  assert.ok(behind.tickets >= 3)
  assert.equal((await checkSearch(database)).mended, 0)
  const known = await asOwner(database, (client) =>
    client.query(`select distinct word from ticket_search_words where word in ('dingoword', 'wombatword')`),
  )
  assert.deepEqual(known.rows, [{ word: 'wombatword' }], 'what stands nowhere any more is forgotten')
  await asOwner(database, (client) => client.query('delete from ticket_search where ticket_id = $1', [one]))
  assert.equal((await checkSearch(database)).mended, 1)
  assert.deepEqual(await finds(acme.bob, 'wombatword'), [one])
})

test('filters, other orders, pages and totals go with the words', async () => {
  const { acme, tess, opens, settle } = await desk()
  const made: number[] = []
  for (let n = 0; n < 5; n++) made.push(await opens(acme.bob, `Echidna ${n}`, 'About nothing.'))
  for (let n = 0; n < 4; n++) made.push(await opens(acme.bob, `Other ${n}`, 'An echidna in the text.'))
  await tess.post(`/api/tickets/${made[0]}/resolve`, {}).answers(200)
  await settle()
  const [a = 0, b, c, d, e, ...rest] = made
  const ranked = [a, e, d, c, b, ...rest.reverse()]
  const walk = async (query: string) => {
    const seen: number[] = []
    for (let after = ''; ; ) {
      const page = await asks(tess, 'echidna', `${query}&company_id=${acme.id}${after}`)
      seen.push(...ids(page))
      if (page.next === null) return seen
      after = `&after=${page.next}`
    }
  }
  assert.deepEqual(await walk('&limit=2'), ranked)
  assert.deepEqual(await walk('&limit=1&sort=relevance'), ranked)
  assert.deepEqual(
    await walk('&limit=4&sort=created_at'),
    [...made].sort((x, y) => x - y),
  )
  assert.deepEqual(await walk('&limit=3&status_kind=open'), ranked.slice(1))
  const counted = await asks(tess, 'echidna', `&company_id=${acme.id}&limit=2&count=true`)
  assert.equal(counted.total, 9)
  const first = await asks(tess, 'echidna', '&limit=2')
  await tess.get(`/api/tickets?q=other&limit=2&after=${first.next}`).answers(422, 'invalid_cursor')
})

test('a member who sees only their own finds their own and what they are in copy of; people without company theirs', async () => {
  const { acme, reg, member, opens, settle, database } = await desk()
  const bea = await member(acme.id, 'Bea', 'Requester')
  const own = await opens(bea, 'Numbatword of Bea', 'Mine.')
  const copied = await opens(acme.bob, 'Numbatword of Bob', 'Look.')
  const alone = await opens(reg, 'Numbatword of Reg', 'Nobody is with me.')
  await settle()
  assert.deepEqual(await finds(bea, 'numbatword'), [own])
  assert.deepEqual(await finds(reg, 'numbatword'), [alone])
  await asOwner(database, async (client) => {
    await client.query(
      `insert into ticket_watchers (company_id, ticket_id, kind, user_id) values ($1, $2, 'cc', $3)`,
      [acme.id, copied, bea.user_id],
    )
  })
  await checkSearch(database)
  assert.deepEqual(await finds(bea, 'numbatword'), [copied, own])
  assert.deepEqual(await finds(acme.olive, 'numbatword'), [copied, own])
})

test('nothing typed is an error, and no text becomes a scope', async () => {
  const { acme, globex, tess, opens, settle, one, theirs } = await desk()
  const bait = await opens(acme.bob, `＠c${globex.id} @c${globex.id} /@n '@d' <@p1> @d`, 'x@c1 "@n" @p1')
  await settle()
  const hostile = [
    "'; drop table tickets",
    '@c1',
    '((',
    '"'.repeat(200),
    '\\',
    '%%%',
    '-',
    '--',
    '!',
    ':*',
    '9'.repeat(30),
  ]
  hostile.push('a & b | !c', '<->', "'", '＠c1', 'the', '-the', '"the"', '@d -x', 'x'.repeat(200))
  for (const q of hostile)
    for (const person of [acme.bob, globex.eve, tess]) {
      const found = await finds(person, q)
      if (person === globex.eve) assert.ok(!found.includes(one) && !found.includes(bait), q)
      if (person === acme.bob) assert.ok(!found.includes(theirs), q)
    }
})

test('of many companies, what is rare is looked for at the whole desk and taken where it is theirs', async () => {
  const { acme, tess, one, two, theirs, database } = await desk()
  const without = Array.from({ length: 9 }, (_, at) => acme.id + 1_000 + at)
  const found = (companies: number[], words: string[], most: number, behind: string) =>
    inTransaction(
      database,
      { role: 'portal_provider', company_ids: companies, user_id: tess.user_id, read_only: true },
      async (tx) => {
        const { rows } = await tx.run<{ ticket_id: number; tier: number }>(
          `select ticket_id, tier from ticket_search($1, $2, true, 'staff', null, $3${behind})`,
          [words, words.includes('keyboard') ? ['zebracorn'] : [], most],
        )
        return rows.map(({ ticket_id, tier }) => [Number(ticket_id), tier])
      },
    )
  const asked = ['printer', 'spooler restart', 'globexonly', 'keybord', 'prnter', 'zebracorn', 'keyboard']
  for (const words of [...asked.map((text) => text.split(' ')), ['spooler service']])
    for (const most of [1, 50])
      for (const behind of ['', ', 2, now(), 1000000']) {
        const named = `${words} ${most} ${behind}`
        const few = await found([acme.id], words, most, behind)
        assert.deepEqual(await found([acme.id, ...without], words, most, behind), few, named)
        assert.ok(
          few.every(([id]) => id === one || id === two),
          named,
        )
      }
  assert.deepEqual(await found([acme.id, ...without], ['printer'], 1, ''), [[one, 1]], 'no place is lost')
  assert.deepEqual(await found([theirs + 1_000_000, ...without], ['globexonly'], 50, ''), [])
})

test('the whole search goes along the indexes of words', async (t) => {
  const { database } = await desk()
  if (database.kind === 'embedded') return t.skip('auto_explain is PostgreSQL’s own')
  const plans = await asOwner(database, async (client) => {
    const said: string[] = []
    client.on('notice', ({ message }) => said.push(message ?? ''))
    await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
      set client_min_messages = log; begin; set local role portal_provider; select set_config('portal.all_companies', 'on', true)`)
    for (const words of ['{printer}', '{spooler service}', '{prniter}'])
      await client.query(`select * from ticket_search($1, '{}', true, 'staff', null, 50)`, [words])
    await client.query(`select set_config('role', 'portal_member', true), set_config('portal.all_companies', '', true),
      set_config('portal.company_ids', '{1,2}', true), set_config('portal.user_id', '1', true)`)
    for (const audience of ['company', 'own'])
      await client.query(`select * from ticket_search('{printer}', '{}', true, $1, null, 50, 2, now(), 5)`, [
        audience,
      ])
    await client.query('rollback; set auto_explain.log_min_duration = -1; reset client_min_messages')
    client.removeAllListeners('notice')
    return said.filter((text) => text.includes('ticket_search s'))
  })
  assert.ok(plans.length >= 7, String(plans.length))
  for (const plan of plans) {
    assert.match(plan, /Bitmap Index Scan/)
    assert.doesNotMatch(plan, /Seq Scan|Index Scan using|Index Only Scan/)
  }
})

test('a common word is found among the newest first, and page by page to the oldest: each once, in order', async () => {
  const { acme, tess, database, globex } = await desk()
  const sent = (q: string) => statementsFor(database, (scope) => findTickets(scope, { limit: 50, q }))
  const before = await sent('printer')
  assert.ok(before <= 2, String(before))
  const { rows } = await asOwner(database, (client) =>
    client.query<{ ids: string[] }>(
      `with made as (insert into tickets (company_id, requester_user_id, source, subject, status, status_kind, priority, priority_rank,
           external_reference, created_at, updated_at, public_updated_at)
         select $1, $2, 'portal', 'Quollword', s.key, s.kind, p.key, p.rank, 'kiwiword', now() - n.age, now() - n.age, now() - n.age
         from (select i, case when i <= 600 then i * interval '1 hour' else interval '25 days' + (i - 600) * interval '1 week' end as age
             from generate_series(1, 690) i) n, ticket_statuses s, ticket_priorities p
         where s.is_default and p.is_default order by n.i returning id, updated_at)
       select array_agg(id order by updated_at desc, id desc) as ids from made`,
      [acme.id, acme.bob.user_id],
    ),
  )
  const made = rows[0]?.ids.map(Number) ?? []
  await checkSearch(database)
  for (const q of ['printer', 'quollword', '"kiwiword"'])
    assert.equal(await sent(q), before, 'as many statements as with three tickets')
  const walk = async (person: Person, q: string) => {
    const seen: number[] = []
    for (let after = ''; ; ) {
      const page = await asks(person, q, `&limit=150${after}`)
      seen.push(...ids(page))
      if (page.next === null) return seen
      after = `&after=${page.next}`
    }
  }
  assert.deepEqual(await walk(acme.olive, 'quollword'), made)
  assert.deepEqual(await walk(acme.bob, 'quollword'), made)
  assert.deepEqual(await walk(tess, 'quollword'), made)
  assert.deepEqual(await walk(tess, '"kiwiword"'), made)
  assert.deepEqual(await walk(globex.eve, 'quollword'), [])
})

test('texts are read in one language; another one comes on request, with all of them read anew', async () => {
  const { acme, opens, settle, database } = await desk()
  const id = await opens(acme.bob, 'Leerstand', 'Zwei Häuser.')
  await settle()
  const said: string[] = []
  const speak = (language: string, is_rebuilt: boolean) =>
    migrateAll(database, { language, is_rebuilt, say: (line) => void said.push(line) })
  assert.deepEqual(await finds(acme.bob, '"haus"'), [])
  await speak('german', false)
  assert.match(said.join(), /reads english.*migrate --search-language/)
  assert.deepEqual(await finds(acme.bob, '"haus"'), [])
  await assert.rejects(speak('klingon', true), /SEARCH_LANGUAGE must be one of .*german/)
  await speak('german', true)
  assert.match(said.join(), /\d+ tickets are searched/)
  for (const q of ['"haus"', 'HÄUSER', '"hauses"']) assert.deepEqual(await finds(acme.bob, q), [id], q)
  await speak('german', false)
  assert.equal((await checkSearch(database)).mended, 0)
  await speak('english', true)
  assert.deepEqual(await finds(acme.bob, '"haus"'), [])
})

test('a cut text keeps its hit in view', () => {
  const text = `${'far '.repeat(100)}found ${'beyond '.repeat(100)}`
  const marked = text.replace('found', '\u0002found\u0003')
  const pieces = segmentsOf(text, marked)
  assert.equal(pieces[0]?.text, '… ')
  assert.deepEqual(hitsOf({ segments: pieces }), ['found'])
  assert.ok(pieces.map((piece) => piece.text).join('').length < 250)
  assert.ok((pieces[1]?.text ?? '').length <= 24, 'it is not behind what a narrow column shows')
})
