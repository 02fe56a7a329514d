import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

const items = (body: Loose) => body.items as unknown as Loose[]
const list = async (who: Person, query = '') =>
  items(await who.get(`/api/notifications?${query}`).answers(200))
const summary = (who: Person, query = '') => who.get(`/api/notifications/summary?${query}`).answers(200)
const shout = (cast: Cast, body: object) =>
  cast.ada.post('/api/notifications', { event_type: 'general', message: 'Hear, hear', ...body }).answers(201)
const ownOf = async (who: Person, id: unknown) => (await list(who, 'limit=200')).find((one) => one.id === id)

/** So many rows more, each like this one. */
async function copiesOf(cast: Cast, id: unknown, count: number): Promise<number[]> {
  const columns = `select string_agg(column_name, ', ') as names from information_schema.columns
    where table_schema = 'myportal' and table_name = 'notifications' and column_name <> 'id' and is_generated = 'NEVER'`
  return asOwner(cast.database, async (client) => {
    const { names } = (await client.query<{ names: string }>(columns)).rows[0] ?? { names: '' }
    const made = await client.query<{ id: number }>(
      `insert into myportal.notifications (${names}) select ${names} from myportal.notifications, generate_series(1, $2)
       where id = $1 returning id`,
      [id, count],
    )
    return made.rows.map((row) => Number(row.id))
  })
}

test('a message to everyone is read by each for themselves, and not there for who came later', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  const { eve } = cast.globex
  const made = await shout(cast, {})
  const [beforeBob, beforeEve] = [await summary(bob), await summary(eve)]
  const read = await bob.post(`/api/notifications/${made.id}/read`).answers(200)
  assert.ok(read.read_at)
  const again = await bob.post(`/api/notifications/${made.id}/read`).answers(200)
  assert.equal(again.read_at, read.read_at)
  assert.equal((await ownOf(eve, made.id))?.read_at, null)
  assert.equal((await summary(bob)).global_unread_count, Number(beforeBob.global_unread_count) - 1)
  assert.deepEqual(await summary(eve), beforeEve)
  const late = await cast.member(cast.acme.id, 'Late', 'Member')
  assert.equal(await ownOf(late, made.id), undefined)
  await late.post(`/api/notifications/${made.id}/read`).answers(404)
})

test('a message to a company reaches its members, and no others', async () => {
  const cast = await portal()
  const made = await shout(cast, { company_id: cast.acme.id, link: '/company', metadata: { room: 'B 4' } })
  assert.deepEqual(await ownOf(cast.acme.bob, made.id), made)
  assert.equal(await ownOf(cast.globex.eve, made.id), undefined)
  const desk = await shout(cast, { audience: 'provider' })
  assert.ok(await ownOf(cast.tess, desk.id))
  assert.equal(await ownOf(cast.acme.bob, desk.id), undefined)
})

test('what is wrong with a message is said by field', async () => {
  const { ada, acme } = await portal()
  const wrong: [object, string][] = [
    [{ message: '' }, 'message'],
    [{ message: 'x'.repeat(2001) }, 'message'],
    [{ link: '//evil.test' }, 'link'],
    [{ link: 'javascript:alert(1)' }, 'link'],
    [{ metadata: { a: 'x'.repeat(17_000) } }, 'metadata'],
    [{ metadata: [] }, 'metadata'],
    [{ metadata: { a: [{ b: '\ud800' }] } }, 'metadata'],
    [{ starts_at: '9999-12-31T23:59:59-14:00' }, 'starts_at'],
    [{ user_id: 999_999_999 }, 'user_id'],
    [{ company_id: 999_999_999 }, 'company_id'],
    [{ user_id: acme.bob.user_id, audience: 'everyone' }, 'audience'],
    [{ is_banner: true, severity: 'critical' }, 'ends_at'],
    [{ channels: ['sms'] }, 'channels'],
    [{ starts_at: '2027-01-02T00:00:00Z', ends_at: '2027-01-01T00:00:00Z' }, 'ends_at'],
  ]
  for (const [body, field] of wrong) {
    const problem = await ada
      .post('/api/notifications', { event_type: 'general', message: 'm', ...body })
      .answers(422)
    assert.deepEqual(
      (problem.errors as unknown as Loose[]).map((one) => one.field),
      [field],
      JSON.stringify(body),
    )
  }
  await acme.olive.post('/api/notifications', { event_type: 'general', message: 'm' }).answers(403)
})

test('another person’s message is not there: not to read, not to put away, not to acknowledge among others', async () => {
  const cast = await portal()
  const { bob, olive } = cast.acme
  const foreign = await shout(cast, { user_id: olive.user_id })
  const mine = await shout(cast, { user_id: bob.user_id })
  await bob.post(`/api/notifications/${foreign.id}/read`).answers(404)
  await bob.delete(`/api/notifications/${foreign.id}`).answers(404)
  const many = await copiesOf(cast, mine.id, 198)
  const body = { notification_ids: [mine.id, ...many, foreign.id] }
  assert.equal(body.notification_ids.length, 200)
  const problem = await bob.post('/api/notifications/acknowledge', body).answers(404)
  assert.deepEqual(problem.notification_ids, [foreign.id])
  const unread = await list(bob, 'read_state=unread&event_type=general&limit=200')
  assert.equal(unread.length, 199)
  const both = await bob
    .post('/api/notifications/acknowledge', { notification_ids: [mine.id, mine.id] })
    .answers(200)
  assert.equal(items(both).length, 1)
  await bob.post(`/api/notifications/${mine.id}/unread`).answers(200)
  assert.equal((await ownOf(bob, mine.id))?.read_at, null)
  await bob.delete(`/api/notifications/${mine.id}`).answers(204)
  assert.equal(await ownOf(bob, mine.id), undefined)
})

test('filters of the list, the summary and "all" mean the same', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  const tell = (event_type: string, message: string, metadata = {}) =>
    shout(cast, { user_id: bob.user_id, event_type, message, metadata })
  const from = new Date(Date.now() - 60_000).toISOString()
  await tell('shop.order_submitted', 'Order 100%_done', { number: 'A-77' })
  const read = await tell('shop.order_cancelled', 'Order gone', { number: 'A-78' })
  await tell('shopping.list', 'Order of another kind')
  await bob.post(`/api/notifications/${read.id}/read`).answers(200)
  const query = `event_type=shop.*&read_state=unread&search=ORDER&created_from=${from}&created_to=2099-01-01T00:00:00Z`
  assert.equal((await list(bob, query)).length, 1)
  const counts = await summary(bob, query)
  assert.deepEqual([counts.total_count, counts.filtered_unread_count], [1, 1])
  assert.ok(Number(counts.global_unread_count) >= 2)
  const newYear = '2098-01-01T00:00:00Z'
  await asOwner(cast.database, (client) =>
    client.query('update myportal.notifications set created_at = $2 where id = $1', [read.id, newYear]),
  )
  assert.equal((await list(bob, `created_from=${newYear}&created_to=2098-01-01T00:00:01Z`)).length, 1)
  assert.equal((await list(bob, `created_from=2097-12-31T00:00:00Z&created_to=${newYear}`)).length, 0)
  const { rows } = await asOwner(cast.database, (client) =>
    client.query<{ count: number }>(
      `select count(*)::int from myportal.notifications where user_id = $1 and event_type like 'shop.%' and read_at is null
         and message ilike '%order%' and created_at >= $2`,
      [bob.user_id, from],
    ),
  )
  assert.equal(rows[0]?.count, 1)
  assert.equal((await list(bob, 'search=a-7')).length, 2)
  assert.equal((await list(bob, 'search=%25_')).length, 1)
  assert.equal((await list(bob, 'search=100%25x')).length, 0)
  await bob
    .get(`/api/notifications?created_from=2030-01-01T00:00:00Z&created_to=2029-01-01T00:00:00Z`)
    .answers(422)
  await bob.get('/api/notifications?after=nonsense').answers(422, 'invalid_cursor')
  const fitting = { all: true, event_type: ['shop.*'] }
  const none = await bob.post('/api/notifications/acknowledge', { ...fitting, search: '100%x' }).answers(200)
  assert.equal(none.count, 0)
  const done = await bob.post('/api/notifications/acknowledge', fitting).answers(200)
  assert.equal(done.count, 1)
  assert.equal((await summary(bob, 'event_type=shop.*')).filtered_unread_count, 0)
})

test('pages follow each other without a gap, in both directions', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  for (let i = 0; i < 5; i++) await shout(cast, i % 2 ? {} : { user_id: bob.user_id })
  for (const sort of ['-created_at', 'created_at']) {
    const seen: number[] = []
    for (let after = ''; ; ) {
      const page = await bob.get(`/api/notifications?limit=2&sort=${sort}${after}`).answers(200)
      seen.push(...items(page).map((one) => Number(one.id)))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    const sorted = [...new Set(seen)].sort((a, b) => (sort === 'created_at' ? a - b : b - a))
    assert.deepEqual(seen, sorted)
    assert.equal(seen.length, Number((await summary(bob)).total_count))
  }
})

test('a banner is there between its times, at most three, and who closes it closes it for themself', async () => {
  const cast = await portal()
  const { bob, olive } = cast.acme
  const banner = { is_banner: true, company_id: cast.acme.id }
  const banners = async (who: Person) =>
    (await who.get('/api/notifications/bell').answers(200)).banners as unknown as Loose[]
  await shout(cast, { ...banner, message: 'Later', starts_at: '2099-01-01T00:00:00Z' })
  await shout(cast, {
    ...banner,
    message: 'Over',
    starts_at: '2001-01-01T00:00:00Z',
    ends_at: '2002-01-01T00:00:00Z',
  })
  const now = await shout(cast, { ...banner, message: 'Now' })
  await shout(cast, { ...banner, message: 'Grave', severity: 'critical', ends_at: '2099-01-01T00:00:00Z' })
  const words = async (who: Person) => (await banners(who)).map((one) => String(one.message))
  assert.deepEqual(await words(bob), ['Grave', 'Now'])
  await bob.post('/api/notifications/acknowledge', { all: true }).answers(200)
  assert.deepEqual(await words(bob), ['Grave'])
  const his = { is_banner: true, user_id: bob.user_id, ends_at: '2099-01-01T00:00:00Z' }
  const stays = await shout(cast, { ...his, message: 'Stays', severity: 'critical' })
  const goes = await shout(cast, { ...his, message: 'Goes' })
  for (const { id } of [stays, goes]) await bob.delete(`/api/notifications/${id}`).answers(204)
  assert.deepEqual(await words(bob), ['Stays', 'Grave'])
  assert.deepEqual(await words(olive), ['Grave', 'Now'])
  await cast.ada.delete(`/api/notifications/${now.id}/broadcast`).answers(204)
  assert.deepEqual(await words(olive), ['Grave'])
  assert.equal(await ownOf(olive, now.id), undefined)
  await cast.ada.delete(`/api/notifications/${now.id}/broadcast`).answers(404)
  await cast.ada.patch(`/api/notifications/${now.id}/broadcast`, { severity: 'warning' }).answers(404)
})

test('who publishes sees who has read', async () => {
  const cast = await portal()
  const made = await shout(cast, { company_id: cast.acme.id })
  await cast.acme.bob.post(`/api/notifications/${made.id}/read`).answers(200)
  const readers = await cast.ada.get(`/api/notifications/${made.id}/readers`).answers(200)
  assert.deepEqual([readers.read_count, readers.audience_count], [1, 2])
  assert.equal(items(readers)[0]?.user_id, cast.acme.bob.user_id)
  const changed = await cast.ada
    .patch(`/api/notifications/${made.id}/broadcast`, { message: 'New' })
    .answers(200)
  assert.equal(changed.message, 'New')
  const changes = async () =>
    items(await cast.ada.get('/api/audit-logs?type=notification.updated').answers(200)).length
  const broadcast = `/api/notifications/${made.id}/broadcast`
  await cast.ada.patch(broadcast, { ends_at: '2099-01-01T00:00:00Z' }).answers(200)
  const before = await changes()
  await cast.ada.patch(broadcast, { ends_at: '2099-01-01T01:00:00+01:00', message: 'New' }).answers(200)
  assert.equal(await changes(), before)
  const row = items(await cast.ada.get('/api/notifications/broadcasts').answers(200)).find(
    (one) => one.id === made.id,
  )
  assert.equal(row?.read_count, 1)
  const own = await shout(cast, { user_id: cast.acme.bob.user_id })
  await cast.ada.delete(`/api/notifications/${own.id}/broadcast`).answers(409, 'not_a_broadcast')
})

test('what happens in an account and a company is told to whom it concerns', async () => {
  const cast = await portal()
  const { olive } = cast.acme
  await olive.post('/api/api-keys', { description: 'Report', scopes: ['account.read'] }).answers(201)
  const mia = await cast.member(cast.acme.id, 'Mia', 'Member')
  const { items: members } = await cast.ada
    .get(`/api/companies/${cast.acme.id}/memberships?limit=200`)
    .answers(200)
  const membership = (members as unknown as Loose[]).find((one) => Number(one.user?.id) === mia.user_id)
  await cast.ada.post(`/api/memberships/${membership?.id}/suspend`, {}).answers(200)
  await cast.portal.background.idle()
  const [key] = await list(olive, 'event_type=security.*')
  assert.equal(key?.event_type, 'security.api_key_created')
  assert.match(String(key?.message), /“Report”/)
  const [suspended] = await list(mia, 'event_type=company.suspended')
  assert.equal(suspended?.company_id, null)
  assert.match(String(suspended?.message), /suspended/)
})

test('rows of a company that suspended somebody are gone for them', async () => {
  const cast = await portal()
  const mia = await cast.member(cast.acme.id, 'Mia', 'Member')
  const made = await shout(cast, { company_id: cast.acme.id })
  assert.ok(await ownOf(mia, made.id))
  const { items: members } = await cast.ada
    .get(`/api/companies/${cast.acme.id}/memberships?limit=200`)
    .answers(200)
  const membership = (members as unknown as Loose[]).find((one) => Number(one.user?.id) === mia.user_id)
  await cast.ada.post(`/api/memberships/${membership?.id}/suspend`, {}).answers(200)
  assert.equal(await ownOf(mia, made.id), undefined)
})

test('the full set is replaced; twice, mandatory off, and SMS without a number are 422', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  const prefer = (...preferences: object[]) =>
    bob.put('/api/notifications/preferences', { preferences }).answers(200)
  const two = [
    { event_type: 'tickets.replied', channel_email: false },
    { event_type: 'general', channel_email: true, email_mode: 'digest' },
  ]
  await prefer(...two)
  const changed = await prefer({ event_type: 'general', channel_in_app: false })
  const row = (name: string, body: Loose) =>
    (body.preferences as unknown as Loose[]).find((one) => String(one.event_type) === name)
  assert.equal(row('tickets.replied', changed)?.channel_email, true)
  assert.equal(row('tickets.replied', changed)?.is_default, true)
  assert.equal(row('general', changed)?.channel_in_app, false)
  assert.deepEqual(row('security.password_changed', changed)?.mandatory_channels, ['in_app', 'email'])
  const told = async () =>
    items(await cast.ada.get('/api/audit-logs?type=notification_preferences.updated').answers(200)).length
  const before = await told()
  await prefer({ event_type: 'general', channel_in_app: false })
  assert.equal(await told(), before)
  const german = await bob.put('/api/notifications/preferences?locale=de', { preferences: [] }).answers(200)
  assert.equal(row('general', german)?.label, 'Nachrichten des Portals')
  assert.equal(row('general', await prefer())?.is_default, true)
  assert.equal(await told(), before + 1)
  const wrong = async (...preferences: object[]) => {
    const problem = await bob.put('/api/notifications/preferences', { preferences }).answers(422)
    return (problem.errors as unknown as Loose[])[0]?.field
  }
  assert.equal(await wrong(two[0] ?? {}, two[0] ?? {}), 'preferences.1.event_type')
  assert.equal(
    await wrong({ event_type: 'security.password_changed', channel_email: false }),
    'preferences.0.channel_email',
  )
  assert.equal(await wrong({ event_type: 'general', channel_sms: true }), 'preferences.0.channel_sms')
  assert.equal(await wrong({ event_type: 'general', channel_push: true }), 'preferences.0.channel_push')
})
