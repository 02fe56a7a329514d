import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { testServer } from '../../test/postgres.ts'
import { openSmtpStandIn, type SmtpStandIn } from '../../test/stand-ins/smtp.ts'
import { type Database, inTransaction, migrate, openEmbedded, type Transaction } from '../database/index.ts'
import { installQueue, type Jobs, openJobs } from '../jobs/index.ts'
import { openLog } from '../log/index.ts'
import {
  enqueueMail,
  listMail,
  type MailEnd,
  type NewMail,
  type OutgoingMails,
  onMailEnd,
  openMail,
  readMail,
  retryMail,
} from './index.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const ends: MailEnd[] = []
onMailEnd('test.hooked', async (end) => void ends.push(end))

const asMember = (database: Database, mail: Partial<NewMail>) =>
  inTransaction(database, { role: 'portal_member', company_ids: [1] }, (tx) => within(tx, mail))

const within = (tx: Transaction, mail: Partial<NewMail>) =>
  enqueueMail(
    { tx, request_id: 'test-request' },
    { purpose: 'test.plain', recipient: 'bob@acme.test', subject: 'Hello', text: 'Text', ...mail },
  )

const asQueue = <T>(
  database: Database,
  work: (by: { tx: Transaction; role: 'portal_system' }) => Promise<T>,
) => inTransaction(database, { role: 'portal_system' }, (tx) => work({ tx, role: 'portal_system' }))

const sql = (database: Database, text: string, values: unknown[] = []) =>
  inTransaction(database, { role: 'portal_system' }, (tx) => tx.run(text, values))

const secondTry = `update mail_messages set next_try_at = now() where id = $1`
const due = "update pgboss.job set start_after = now() where state = 'created' and name like 'mail.%'"

function opened(database: Database, smtp: SmtpStandIn | null, login?: string) {
  const settings = smtp && {
    host: '127.0.0.1',
    port: smtp.port,
    secure: 'off' as const,
    user: login ?? null,
    password: 'wrong',
  }
  return openMail({
    smtp: settings,
    from: 'portal@msp.test',
    from_name: 'The Portal',
    portal_url: 'https://portal.msp.test',
    log,
    database,
    timeout_ms: 300,
  })
}

function suite(open: () => Promise<Database>) {
  let database: Database
  let jobs: Jobs
  let smtp: SmtpStandIn
  let mails: OutgoingMails
  const idOf = async (mail: Partial<NewMail>) => {
    const id = await asMember(database, mail)
    assert.ok(id)
    return id
  }
  const received = (subject: string) => smtp.messages.filter((mail) => mail.subject === subject)
  const tryAgainNow = async (id: number) => {
    await sql(database, secondTry, [id])
    await sql(database, due)
    await jobs.idle()
  }

  before(async () => {
    ends.length = 0
    database = await open()
    await migrate(database, 'test', [installQueue])
    smtp = await openSmtpStandIn()
    mails = opened(database, smtp)
    jobs = openJobs({ database, log })
    await jobs.start()
    await mails.start()
  })
  after(async () => {
    await jobs.stop()
    await mails.stop()
    await smtp.close()
    await database.close()
  })

  test('a mail of a committed change goes out, once', async () => {
    const id = await idOf({
      subject: 'Goes out',
      recipient_name: 'Bob',
      headers: { 'Reply-To': 'desk@msp.test' },
    })
    await jobs.idle()
    const [mail, ...more] = received('Goes out')
    assert.deepEqual([mail?.from, mail?.to, more.length], ['portal@msp.test', ['bob@acme.test'], 0])
    assert.match(mail?.raw ?? '', /^From: "?The Portal"? <portal@msp\.test>/m)
    assert.match(mail?.raw ?? '', /^Reply-To: desk@msp\.test/m)
    assert.match(mail?.message_id ?? '', /^<[0-9a-f-]{36}@portal\.msp\.test>$/)
    const row = await asQueue(database, (by) => readMail(by, id))
    assert.deepEqual([row.state, row.attempts, row.body_text], ['sent', 1, 'Text'])
  })

  test('a mail of a change that was rolled back never existed', async () => {
    const work = inTransaction(database, { role: 'portal_identity' }, async (tx) => {
      await enqueueMail(
        { tx, request_id: 'test-request' },
        { purpose: 'test.plain', recipient: 'a@b.test', subject: 'Never', text: '' },
      )
      throw new Error('No')
    })
    await assert.rejects(work)
    await jobs.idle()
    assert.equal(received('Never').length, 0)
  })

  test('the same once_key makes one mail', async () => {
    const first = await asMember(database, { subject: 'Once', once_key: 'k' })
    const second = await asMember(database, { subject: 'Once', once_key: 'k' })
    await jobs.idle()
    assert.deepEqual([typeof first, second, received('Once').length], ['number', null, 1])
  })

  test('line breaks in a recipient, a subject or a header are refused, and so is Bcc', async () => {
    await assert.rejects(asMember(database, { recipient: 'bob@acme.test\r\nBcc: eve@globex.test' }))
    await assert.rejects(asMember(database, { subject: 'Hi\r\nBcc: eve@globex.test' }))
    await assert.rejects(asMember(database, { headers: { 'Reply-To': 'x@y.test\nBcc: eve@globex.test' } }))
    await assert.rejects(asMember(database, { headers: { Bcc: 'eve@globex.test' } }))
  })

  test('the body of security mail is emptied once sent, and never shown while SMTP is set', async () => {
    smtp.answer(() => '451 Later')
    const id = await idOf({
      subject: 'Secret link',
      is_security: true,
      text: 'https://portal/reset',
      html: '<b>reset</b>',
    })
    await jobs.idle()
    assert.equal((await asQueue(database, (by) => readMail(by, id))).body_text, null)
    smtp.answer(() => null)
    await tryAgainNow(id)
    const { rows } = await sql(
      database,
      'select state, body_text, body_html from mail_messages where id = $1',
      [id],
    )
    assert.deepEqual(
      [rows, received('Secret link').length],
      [[{ state: 'sent', body_text: '', body_html: null }], 1],
    )
  })

  test('after a 451 or a hanging server the next try follows the plan; 8 tries and it has failed', async () => {
    smtp.answer((stage) => (stage === 'message' ? '451 4.3.0 Try later' : null))
    const id = await idOf({ subject: 'Slow', purpose: 'test.hooked', delivery: { type: 'test', id: 7 } })
    const waits: number[] = []
    const wait = `select state, attempts, last_error_code, round(extract(epoch from next_try_at - now()) / 60)::int as minutes
      from mail_messages where id = $1`
    await jobs.idle()
    for (let tries = 1; tries < 8; tries++) {
      const { rows } = await sql(database, wait, [id])
      waits.push(rows[0]?.minutes)
      if (tries === 7) smtp.answer((stage) => (stage === 'rcpt' ? 'hang' : null))
      await tryAgainNow(id)
    }
    smtp.answer(() => null)
    assert.deepEqual(waits, [1, 5, 15, 60, 180, 360, 720])
    const row = await asQueue(database, (by) => readMail(by, id))
    assert.deepEqual([row.state, row.attempts, row.last_error_code], ['failed', 8, 'etimedout'])
    assert.deepEqual(
      ends.map((end) => [end.outcome, end.delivery_type, end.delivery_id]),
      [['failed', 'test', 7]],
    )
  })

  test('a refused recipient has failed at once, and can be tried again by hand', async () => {
    smtp.answer((stage) => (stage === 'rcpt' ? '550 5.1.1 No such person' : null))
    const id = await idOf({ subject: 'Nobody' })
    await jobs.idle()
    const row = await asQueue(database, (by) => readMail(by, id))
    assert.deepEqual([row.state, row.attempts, row.last_error_code], ['failed', 1, 'smtp_550'])
    const { rows } = await sql(
      database,
      "select data from events where type = 'mail.failed' and subject_id = $1",
      [id],
    )
    assert.deepEqual(rows, [{ data: { purpose: 'test.plain', attempts: 1, error_code: 'smtp_550' } }])
    smtp.answer(() => null)
    assert.equal((await asQueue(database, (by) => retryMail(by, id))).state, 'queued')
    await sql(database, due)
    await jobs.idle()
    assert.equal(received('Nobody').length, 1)
    await assert.rejects(
      asQueue(database, (by) => retryMail(by, id)),
      { code: 'mail_not_retryable' },
    )
    await assert.rejects(
      asQueue(database, (by) => retryMail(by, 999_999)),
      { code: 'not_found' },
    )
  })

  test('security mail is tried no longer than its link lives', async () => {
    smtp.answer((stage) => (stage === 'mail' ? '421 Busy' : null))
    const soon = new Date(Date.now() + 30_000)
    const ended = new Date(Date.now() - 1_000)
    const id = await idOf({ subject: 'Short-lived', is_security: true, expires_at: soon })
    const late = await idOf({ subject: 'Too late', is_security: true, expires_at: ended })
    await jobs.idle()
    smtp.answer(() => null)
    for (const one of [id, late]) {
      const row = await asQueue(database, (by) => readMail(by, one))
      assert.deepEqual([row.state, row.last_error_code], ['failed', 'expired'])
    }
  })

  test('a worker that died after the server took the mail: it goes again with the same Message-ID', async () => {
    const id = await idOf({ subject: 'Twice' })
    await jobs.idle()
    // What is left when the commit after the 250 never came.
    await sql(
      database,
      "update mail_messages set state = 'sending', sent_at = null, next_try_at = now() + interval '9 minutes' where id = $1",
      [id],
    )
    assert.equal(await mails.sweep(), 0)
    await sql(database, "update mail_messages set next_try_at = now() - interval '1 second' where id = $1", [
      id,
    ])
    assert.equal(await mails.sweep(), 1)
    await jobs.idle()
    const ids = received('Twice').map((mail) => mail.message_id)
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1])
  })

  test('security mail does not wait behind a server that is slow with the rest', async () => {
    // In one commit: the code is the last of them, and all are due at once.
    await inTransaction(database, { role: 'portal_member', company_ids: [1] }, async (tx) => {
      for (let n = 0; n < 30; n++) await within(tx, { subject: `Bulk ${n}` })
      await within(tx, { subject: 'Code', is_security: true })
    })
    await jobs.idle()
    const order = smtp.messages.map((mail) => mail.subject)
    assert.ok(order.indexOf('Code') < order.indexOf('Bulk 29'))
    assert.equal(order.filter((subject) => subject.startsWith('Bulk')).length, 30)
  })

  test('pages of the outbox follow each other without gaps', async () => {
    const first = await asQueue(database, (by) => listMail(by, { limit: 20, q: 'Bulk' }))
    const second = await asQueue(database, (by) =>
      listMail(by, { limit: 20, q: 'Bulk', after: first.next ?? '' }),
    )
    const items = [...first.items, ...second.items]
    const ids = items.map((item) => item.id)
    assert.deepEqual(
      [first.items.length, second.items.length, second.next, new Set(ids).size],
      [20, 10, null, 30],
    )
    assert.ok(
      items.every((item, index) => index === 0 || item.created_at <= (items[index - 1]?.created_at ?? '')),
    )
    await assert.rejects(
      asQueue(database, (by) => listMail(by, { limit: 20, q: 'Other', after: first.next ?? '' })),
      {
        code: 'invalid_cursor',
      },
    )
  })

  test('refused credentials: nothing counts as a try, and nothing is tried for five minutes', async () => {
    const refusing = opened(database, smtp, 'portal')
    smtp.answer((stage) => (stage === 'auth' ? '535 5.7.8 Wrong password' : null))
    const id = await idOf({ subject: 'Wrong password' })
    await jobs.idle()
    const row = await asQueue(database, (by) => readMail(by, id))
    assert.deepEqual([row.state, row.attempts, row.last_error_code], ['queued', 0, 'credentials_refused'])
    smtp.answer(() => null)
    await tryAgainNow(id)
    assert.equal(received('Wrong password').length, 0)
    const { status, error_code } = await refusing.health()
    assert.deepEqual([status, error_code], ['degraded', 'credentials_refused'])
    await refusing.stop()
  })

  test('without SMTP mail is kept, its links can be read, and it goes out once SMTP is set', async () => {
    const without = opened(database, null)
    const id = await idOf({ subject: 'Kept', is_security: true, text: 'A link' })
    await jobs.idle()
    const row = await asQueue(database, (by) => readMail(by, id))
    assert.deepEqual([row.state, row.body_text, (await without.health()).status], ['queued', 'A link', 'off'])
    await without.stop()
    const later = opened(database, smtp)
    await later.start()
    await jobs.idle()
    await later.stop()
    assert.equal(received('Kept').length, 1)
  })
}

describe('embedded', () => suite(() => openEmbedded(null)))

const server = testServer('mail_test')
if (server)
  describe('PostgreSQL', () => {
    before(server.create)
    after(server.drop)
    suite(async () => server.open())
  })
