import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import { asOwner, type Database, inTransaction, writeSetting } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import { declareRetention, type Retention, retentionDays, runRetention } from './index.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })
let database: Database
let drop: () => Promise<void>
const asked: string[] = []
const broken = { yet: false }

/** Rows of `settings` stand for a table that grows. */
const ofTest = (name: string, more: Partial<Retention> = {}): Retention => ({
  name: `test.${name}`,
  module: 'platform',
  table: 'settings',
  days: 10,
  bounds: { min: 5, max: 20 },
  role: 'portal_identity',
  async remove(tx, { before: end, limit }) {
    asked.push(name)
    const { rowCount } = await tx.run(
      `delete from settings where name = any (array(select name from settings
         where name like $1 and updated_at < $2 limit $3))`,
      [`${name}.%`, end, limit],
    )
    return rowCount ?? 0
  },
  ...more,
})

before(async () => {
  ;({ database, drop } = await freshDatabase())
  await asOwner(database, (client) => client.query('grant delete on myportal.settings to portal_identity'))
  declareRetention(
    ofTest('large'),
    ofTest('broken', {
      async remove() {
        if (broken.yet) throw new Error('Not today')
        return 0
      },
    }),
    ofTest('small'),
  )
})
after(() => drop())

const letters = 'abcdefghijklmnopqrstuvwxyz'
async function grow(name: string, count: number, days: number): Promise<void> {
  await asOwner(database, (client) =>
    client.query(
      `insert into myportal.settings (name, value, updated_at)
       select $1 || '.' || substr($4, n, 1) || 'x', '1', now() - make_interval(days => $3::int) from generate_series(1, $2::int) n`,
      [name, count, days, letters],
    ),
  )
}

async function left(name: string): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ n: number }>('select count(*)::int as n from myportal.settings where name like $1', [
      `${name}.%`,
    ]),
  )
  return rows[0]?.n ?? -1
}

describe('the nightly runner', () => {
  test('removes what is over in batches, in turns, and nothing younger', async () => {
    await grow('large', 7, 11)
    await grow('small', 2, 11)
    await asOwner(database, (client) =>
      client.query(
        "update myportal.settings set updated_at = now() - interval '9 days' where name = 'large.ax'",
      ),
    )
    asked.length = 0
    const result = await runRetention(database, { log, batch: 3 })
    assert.deepEqual(result, { removed: { 'test.large': 6, 'test.small': 2 }, unfinished: [] })
    assert.deepEqual(asked, ['large', 'small', 'large', 'large'])
    assert.deepEqual([await left('large'), await left('small')], [1, 0])
  })

  test('stops when its time is over, names what is left, and goes on the next time', async () => {
    await grow('small', 5, 11)
    const none = await runRetention(database, { log, most_ms: 0 })
    assert.ok(none.unfinished.includes('test.small'))
    assert.equal(await left('small'), 5)
    const stop = new AbortController()
    stop.abort()
    assert.ok((await runRetention(database, { log, signal: stop.signal })).unfinished.length > 0)
    assert.deepEqual((await runRetention(database, { log, batch: 2 })).removed, { 'test.small': 5 })
  })

  test('lets nothing that fails stop the others, and fails itself at the end', async () => {
    await grow('small', 1, 11)
    broken.yet = true
    await assert.rejects(runRetention(database, { log }), /test\.broken/)
    broken.yet = false
    assert.equal(await left('small'), 0)
  })

  test('counts the days that are set, within the bounds', async () => {
    const set = (days: number) =>
      inTransaction(database, { role: 'portal_identity' }, (tx) =>
        writeSetting(tx, 'retention.test.small', days),
      )
    const days = async () => (await retentionDays(database)).get('test.small')
    assert.equal(await days(), 10)
    await set(15)
    assert.equal(await days(), 15)
    await set(2)
    assert.equal(await days(), 5)
    await grow('small', 1, 6)
    assert.deepEqual((await runRetention(database, { log })).removed, { 'test.small': 1 })
  })

  test('forgets what a consumer took at last, not what it gave up', async () => {
    await asOwner(database, (client) =>
      client.query(`insert into myportal.event_failures (consumer, event_id, error, state, updated_at)
        select 'test.' || state, age, 'Error', state, now() - make_interval(days => age)
        from unnest(array[89, 91]) age, unnest(array['resolved', 'dead']) state`),
    )
    assert.deepEqual((await runRetention(database, { log })).removed, { 'events.failures': 1 })
  })

  test('takes the text of old mail, later the mail, and sends none without its text', async () => {
    await asOwner(database, (client) =>
      client.query(`insert into myportal.mail_messages (purpose, recipient, subject, body_text, state, created_at)
        select 'test.old', 'a@people.example', age || ' ' || state, 'Text', state, now() - make_interval(days => age)
        from unnest(array[29, 31, 366]) age, unnest(array['sent', 'queued']) state`),
    )
    const { removed } = await runRetention(database, { log })
    assert.deepEqual(removed, { 'mail.bodies': 4, 'mail.rows': 2 })
    const { rows } = await asOwner(database, (client) =>
      client.query(
        `select subject, body_text, state from myportal.mail_messages where purpose = 'test.old' order by subject`,
      ),
    )
    assert.deepEqual(rows, [
      { subject: '29 queued', body_text: 'Text', state: 'queued' },
      { subject: '29 sent', body_text: 'Text', state: 'sent' },
      { subject: '31 queued', body_text: '', state: 'discarded' },
      { subject: '31 sent', body_text: '', state: 'sent' },
    ])
  })
})

test('a name that is declared twice stops the start', () => {
  assert.throws(() => declareRetention(ofTest('small')), /declared twice/)
})
