import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { personAt } from './harness/person.ts'
import { startServer } from './harness/server-process.ts'
import { until } from './harness/until.ts'
import { password } from './portal.ts'
import { openSmtpStandIn } from './stand-ins/smtp.ts'

/** How often the worker is killed while mails go out; NOTIFICATION_KILL_ROUNDS=20 is the full measure. */
const rounds = Number(process.env.NOTIFICATION_KILL_ROUNDS ?? 2)
const people = rounds * 50
const shared = process.env.TEST_DATABASE_URL ? {} : { skip: 'needs TEST_DATABASE_URL' }

test(`a worker is killed ${rounds} times under ${people} mails, then three make one digest`, {
  ...shared,
  timeout: 600_000,
}, async (t) => {
  const { database, url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'notification-kill-'))
  const smtp = await openSmtpStandIn()
  const mail = {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtp.port),
    SMTP_SECURE: 'off',
    SMTP_FROM: 'a@b.example',
  }
  const begin = () => startServer(folder, url, mail)
  const nodes = [await begin()]
  t.after(async () => {
    await Promise.all(nodes.map((node) => node.kill()))
    await smtp.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const run = (text: string) => asOwner(database, (client) => client.query(text))
  const count = async (text: string) => Number((await run(text)).rows[0]?.count)
  const ada = personAt(nodes[0]?.base ?? '', 'Ada', 'ada@provider.example')
  await ada
    .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
    .answers(201)
  await run(crowd)

  const message = { event_type: 'general', message: 'To everyone', channels: ['email'] }
  await ada.post('/api/notifications', message).answers(201)
  const arrived = () => smtp.messages.filter(({ to }) => to[0]?.startsWith('crowd'))
  for (let round = 0; round < rounds; round++) {
    await until(() => arrived().length > round * 30, 120_000)
    await pause((round * 37) % 200)
    await nodes[0]?.kill()
    await run(forgetTheDead)
    nodes[0] = await begin()
  }
  await until(() => new Set(arrived().map(({ to }) => to[0])).size === people, 120_000)

  const ids = Map.groupBy(arrived(), ({ to }) => to[0])
  for (const [to, mails] of ids)
    assert.equal(new Set(mails.map(({ message_id }) => message_id)).size, 1, to ?? '')
  assert.equal(await count("select count(*) from myportal.notifications where message = 'To everyone'"), 1)
  assert.equal(await count('select count(*) from myportal.notification_deliveries'), people)
  t.diagnostic(`${arrived().length} mails to ${people} people`)

  // Three servers, and the task of the digests is due twice: one mail.
  nodes.push(...(await Promise.all([begin(), begin()])))
  const again = personAt(nodes[0]?.base ?? '', 'Ada', ada.email)
  await again.post('/api/auth/login', { email: ada.email, password }).answers(200)
  const user_id = await count("select id as count from myportal.users where email = 'crowd1@b.example'")
  await run(`update myportal.notification_preferences set email_mode = 'digest' where user_id = ${user_id}`)
  for (const text of ['Digest one', 'Digest two'])
    await again.post('/api/notifications', { event_type: 'general', message: text, user_id }).answers(201)
  await until(async () => (await count(waiting)) === 2)
  await run(
    `update myportal.notification_deliveries set due_at = now() - interval '1 minute' where is_digest`,
  )
  const before = await ended(database)
  for (let time = before + 1; time <= before + 2; time++) {
    await run("update myportal.scheduled_tasks set next_run_at = now() where task = 'notifications.digest'")
    await until(async () => (await ended(database)) >= time, 60_000)
  }
  const digests = () => arrived().filter(({ raw }) => raw.includes('Digest one'))
  await until(() => digests().length > 0, 30_000)
  assert.match(digests()[0]?.raw ?? '', /Digest two/)
  assert.equal(digests().length, 1)
  assert.equal(await count('select count(*) from myportal.notification_digests'), 1)
})

const crowd = `with made as (insert into myportal.users (email, email_key, created_at)
    select 'crowd' || n || '@b.example', 'crowd' || n || '@b.example', now() - interval '1 day'
    from generate_series(1, ${people}) n returning id)
  insert into myportal.notification_preferences (user_id, event_type, channel_in_app, channel_email, channel_sms,
    channel_push, channel_ntfy) select id, 'general', true, true, false, false, false from made`

/** What a supervisor finds out minutes later: who held these is gone, with all that it had still sent to the database. */
const forgetTheDead = `select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid();
  update pgboss.job set state = 'retry', start_after = now() where state = 'active';
  update myportal.mail_messages set state = 'queued', next_try_at = now() where state = 'sending'`
const waiting =
  "select count(*) from myportal.notification_deliveries where is_digest and status = 'scheduled'"

async function ended(database: Database): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ count: number }>(
      `select count(*)::int from myportal.scheduled_task_runs r join myportal.scheduled_tasks t on t.id = r.scheduled_task_id
       where t.task = 'notifications.digest' and r.status = 'succeeded'`,
    ),
  )
  return rows[0]?.count ?? 0
}
