import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { whisper } from '../../../platform/events/index.ts'
import { defineJob, defineTask, enqueue, enqueueAll } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { hasJustBegun } from './broadcast.queries.ts'
import { selectDigestPeople, selectReleased } from './delivery.queries.ts'
import { sendDigest } from './digest.service.ts'
import { mailDue } from './email.service.ts'
import { topicSubject } from './live.ts'
import { sendSmsDue } from './sms.service.ts'

const everywhere = { company_id: null } as const
const together = 50

/** Renders what is due and puts it into the outbox; sending is `mail.send`. */
const emailJob = defineJob({
  name: 'notifications.email',
  data: z.object({ delivery_ids: z.array(Id) }),
  kind: 'database',
  retries: 5,
  retry_delay_seconds: 10,
  expire_seconds: 120,
  concurrency: 2,
  run: ({ data, database, settle }) =>
    inHouseScope(database, everywhere, async (scope) => {
      await mailDue(scope, data.delivery_ids)
      await settle(scope)
    }),
})

/** One message through the gateway, with no transaction open; what is tried again has a new time in its row. */
const smsJob = defineJob({
  name: 'notifications.sms',
  data: z.object({ delivery_id: Id }),
  kind: 'outside',
  retries: 2,
  retry_delay_seconds: 30,
  expire_seconds: 60,
  concurrency: 2,
  async run({ data, database }) {
    const again = await sendSmsDue(database, data.delivery_id)
    if (again !== null)
      await inHouseScope(database, everywhere, (scope) =>
        enqueue(scope, smsJob, data, { start_after: again }),
      )
  },
})

interface Asked {
  id: number
  channel: 'email' | 'sms'
  status: string
  due_at: string
}

const soonMs = 600_000

/** Asks for what is due within ten minutes; what waits longer is released when its time has come. */
export async function askForDelivery(
  scope: Scope,
  deliveries: readonly Asked[],
  { first }: { first: boolean },
): Promise<void> {
  const now = Date.now()
  const near = deliveries.filter((one) => one.status === 'scheduled' && Date.parse(one.due_at) - now < soonMs)
  for (const [due, group] of Map.groupBy(near, ({ due_at }) => due_at)) {
    const seconds = Math.ceil((Date.parse(due) - now) / 1_000)
    const options = { ...(seconds > 0 && { start_after: seconds }), ...(first && { priority: 10 }) }
    await askAll(scope, 'email', idsOf(group, 'email'), options)
    await askAll(scope, 'sms', idsOf(group, 'sms'), options)
  }
}

const idsOf = (group: readonly Asked[], channel: string) =>
  group.filter((one) => one.channel === channel).map(({ id }) => id)

async function askAll(
  scope: Scope,
  channel: 'email' | 'sms',
  ids: readonly number[],
  options: { start_after?: number; priority?: number } = {},
): Promise<void> {
  if (channel === 'sms') {
    const each = ids.map((delivery_id) => ({ delivery_id }))
    return enqueueAll(scope, smsJob, each, options)
  }
  for (let at = 0; at < ids.length; at += together)
    await enqueue(scope, emailJob, { delivery_ids: ids.slice(at, at + together) }, options)
}

const nothing = z.object({})

defineTask({
  name: 'notifications.release',
  label: 'Send what was held back and is due now',
  input: nothing,
  per_company: false,
  cron: '* * * * *',
  run: ({ database }) =>
    inHouseScope(database, everywhere, async (scope) => {
      const mails = await selectReleased(scope, 'email', 5_000)
      const texts = await selectReleased(scope, 'sms', 500)
      await askAll(scope, 'email', mails)
      await askAll(scope, 'sms', texts)
      // Open pages show what was planned for now.
      if (await hasJustBegun(scope)) whisper(scope, topicSubject, 'all')
      return { mails: mails.length, texts: texts.length }
    }),
})

defineTask({
  name: 'notifications.digest',
  label: 'Send digests whose time has come',
  input: nothing,
  per_company: false,
  cron: '*/15 * * * *',
  async run({ database, signal }) {
    const people = await inHouseScope(database, everywhere, (scope) => selectDigestPeople(scope, 5_000))
    let sent = 0
    for (const user_id of people) {
      if (signal.aborted) break
      if (await inHouseScope(database, everywhere, (scope) => sendDigest(scope, user_id))) sent++
    }
    return { sent }
  },
})
