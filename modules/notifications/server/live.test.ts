import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { taskDefinitions } from '../../../platform/jobs/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { type Person, password, portal } from '../../../test/portal.ts'

const open: AbortController[] = []
after(() => {
  for (const one of open) one.abort()
})

/** A tab of somebody: counts what it hears. */
async function tab(who: Person) {
  const abort = new AbortController()
  open.push(abort)
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(`${who.base}/api/live?topics=notifications`, {
    headers: { cookie },
    signal: abort.signal,
  })
  assert.equal(answer.status, 200)
  const heard: string[] = []
  void listen(answer, heard).catch(() => {})
  return heard
}

async function listen(answer: Response, heard: string[]): Promise<void> {
  for await (const part of answer.body ?? []) {
    const messages = new TextDecoder().decode(part).split('\n\n')
    heard.push(...messages.filter((message) => message.includes('event: change')))
  }
}

test('a message reaches all tabs of its person, reading it does, and nobody else hears a thing', async () => {
  const { ada, acme, globex, database, portal: opened } = await portal()
  const { bob } = acme
  // That people joined is told first: it would end the streams, or be heard in them.
  await opened.background.idle()
  const tabs = [await tab(bob), await tab(bob), await tab(bob)]
  const other = await tab(globex.eve)
  // What people were told before is said within a second: for her together with this.
  await ada
    .post('/api/notifications', { event_type: 'general', message: 'Eve', user_id: globex.eve.user_id })
    .answers(201)
  await until(async () => other.length > 0)
  const quiet = other.length
  const made = await ada
    .post('/api/notifications', { event_type: 'general', message: 'Hi', user_id: bob.user_id })
    .answers(201)
  await until(async () => tabs.every((heard) => heard.length > 0))
  const before = tabs.map((heard) => heard.length)
  await bob.post(`/api/notifications/${made.id}/read`).answers(200)
  await until(async () => tabs.every((heard, at) => heard.length > (before[at] ?? 0)))
  assert.equal(other.length, quiet)
  // Nothing is said but that something changed, and it is no event that could be asked for again.
  assert.doesNotMatch(tabs.flat().join(), /Hi|id: /)
  await ada.post('/api/notifications', { event_type: 'general', message: 'To all' }).answers(201)
  await until(async () => other.length > quiet)
  // What was planned for now is shown by pages that are open already.
  await ada
    .post('/api/notifications', {
      event_type: 'general',
      message: 'Begins',
      starts_at: new Date().toISOString(),
    })
    .answers(201)
  const heard = other.length
  await until(async () => other.length > heard)
  const told = other.length
  const work = { input: {}, company_id: null, database, run_id: 1, attempt: 1, log: opened.log }
  await taskDefinitions()
    .get('notifications.release')
    ?.run({ ...work, signal: new AbortController().signal } as never)
  await until(async () => other.length > told)
})

test('what is read in one of twenty tabs empties the badge of all, for one look each', async () => {
  const { ada, acme, portal: opened } = await portal()
  const { bob } = acme
  const second = personAt(bob.base, 'Bob', bob.email)
  await second.post('/api/auth/login', { email: bob.email, password }).answers(200)
  const made = await ada
    .post('/api/notifications', { event_type: 'general', message: 'Many tabs', user_id: bob.user_id })
    .answers(201)
  // Also what the second sign-in is told of.
  await opened.background.idle()
  await bob.post('/api/notifications/acknowledge', { all: true }).answers(200)
  await bob.post(`/api/notifications/${made.id}/unread`).answers(200)

  // A browser's tabs share one stream, so these are more than twenty tabs would open.
  const tabs = await Promise.all(Array.from({ length: 20 }, (_, n) => tab(n % 2 ? second : bob)))
  const badge = async (who: Person) =>
    Number((await who.get('/api/notifications/bell').answers(200)).unread_count)
  assert.equal(await badge(second), 1)
  const heardBefore = tabs.map((heard) => heard.length)
  await bob.post(`/api/notifications/${made.id}/read`).answers(200)
  await until(async () => tabs.every((heard, at) => heard.length > (heardBefore[at] ?? 0)))
  const badges = await Promise.all(tabs.map((_, n) => badge(n % 2 ? second : bob)))
  assert.deepEqual(new Set(badges), new Set([0]))
  for (const [at, heard] of tabs.entries()) assert.ok(heard.length - (heardBefore[at] ?? 0) <= 2)
})
