import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from '../test/harness/database.ts'
import type { Person } from '../test/harness/person.ts'
import { until } from '../test/harness/until.ts'
import { openSmtpStandIn, type SmtpStandIn } from '../test/stand-ins/smtp.ts'
import { say, setUp, startPortal, stop } from './house.ts'

const crowd = Number(process.env.BENCH_CROWD ?? 5_000)
const tries = 12

/** How soon somebody hears (notifications §9): in an open tab, by mail, and by security mail while thousands go out. */
export async function measureNotificationMail(folder: string): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  const smtp = await openSmtpStandIn()
  try {
    const portal = await startPortal({
      DATABASE_URL: url ?? '',
      DATA_DIR: join(folder, 'notification-mail'),
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(smtp.port),
      SMTP_SECURE: 'off',
      SMTP_FROM: 'portal@bench.example',
    })
    const ada = await setUp(portal.port)
    await measureOne(ada, smtp)
    await measureLane(ada, smtp, database)
    await stop(portal.child)
  } finally {
    await smtp.close()
    await drop()
  }
}

const mailsTo = ({ messages }: SmtpStandIn, address: string) =>
  messages.filter(({ to }) => to[0] === address).length

/** One message at a time: until the tab has read the new count, and until the relay has the mail. */
async function measureOne(ada: Person, smtp: SmtpStandIn): Promise<void> {
  // What her registration set off would end the stream.
  await pause(3_000)
  const tab = await openTab(ada)
  const badges: number[] = []
  const mails: number[] = []
  for (let round = 0; round < tries; round++) {
    // A person's tabs are told once in a second at most.
    await pause(1_100)
    const [heard, sent] = [tab.heard(), mailsTo(smtp, ada.email)]
    const started = performance.now()
    await ada.post('/api/notifications/settings/test').answers(201)
    await until(() => tab.heard() > heard)
    await ada.get('/api/notifications/bell').answers(200)
    badges.push(performance.now() - started)
    await until(() => mailsTo(smtp, ada.email) > sent)
    mails.push(performance.now() - started)
  }
  tab.close()
  const [badge, mail] = [p95(badges), p95(mails)]
  say('notification_badge', `p95 ${badge.toFixed(0)} ms`, badge <= 1_000, '≤ 1 000 ms')
  say('notification_mail', `p95 ${mail.toFixed(0)} ms to the relay`, mail <= 5_000, '≤ 5 000 ms')
}

/** Security mail of one person, asked for while mail to the crowd goes out. */
async function measureLane(ada: Person, smtp: SmtpStandIn, database: Database): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query('set role portal_owner')
    await client.query(people, [crowd])
    await client.query('reset role')
  })
  const toCrowd = () => smtp.messages.filter(({ to }) => to[0]?.startsWith('crowd')).length
  await ada
    .post('/api/notifications', { event_type: 'general', message: 'To all', channels: ['email'] })
    .answers(201)
  await until(() => toCrowd() > 0, 60_000)
  const waits: number[] = []
  while (waits.length < tries && toCrowd() < crowd) {
    const sent = mailsTo(smtp, ada.email)
    const started = performance.now()
    await ada
      .post('/api/api-keys', { description: `Key ${waits.length}`, scopes: ['account.read'] })
      .answers(201)
    await until(() => mailsTo(smtp, ada.email) > sent, 60_000)
    waits.push(performance.now() - started)
  }
  const before = toCrowd()
  const worst = Math.max(...waits)
  const value = `${worst.toFixed(0)} ms at worst of ${waits.length}, ${before} of ${crowd} others sent meanwhile`
  say('notification_security_lane', value, worst <= 5_000 && before < crowd, '≤ 5 000 ms')
}

const people = `with made as (
  insert into users (email, email_key, created_at)
  select 'crowd' || i || '@bench.example', 'crowd' || i || '@bench.example', now() - interval '1 year'
  from generate_series(1, $1) i returning id)
insert into notification_preferences (user_id, event_type, channel_in_app, channel_email, channel_sms, channel_push, channel_ntfy)
select id, 'general', true, true, false, false, false from made`

async function openTab({ base, cookies }: Person) {
  const abort = new AbortController()
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${base}/api/live?topics=notifications`, {
    headers: { cookie },
    signal: abort.signal,
  })
  let count = 0
  const listen = async () => {
    for await (const part of answer.body ?? [])
      count += new TextDecoder().decode(part).split('event: change').length - 1
  }
  void listen().catch(() => {})
  return { heard: () => count, close: () => abort.abort() }
}

const p95 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0
