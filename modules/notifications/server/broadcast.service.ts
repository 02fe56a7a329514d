import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce, whisper } from '../../../platform/events/index.ts'
import { smsConfigured } from '../../../platform/sms/index.ts'
import { companyName } from '../../companies/server/index.ts'
import type { Notification, notificationsApi } from '../contract.ts'
import * as queries from './broadcast.queries.ts'
import { typeOf } from './catalogue.ts'
import { deliverToMany } from './fan-out.ts'
import { asHouse } from './house.ts'
import { topicSubject } from './live.ts'
import { notificationCreated, notificationUpdated, notificationWithdrawn } from './notification.events.ts'
import { type Facts, insertNotifications, type Target } from './notification.queries.ts'
import { selectPeople } from './people.queries.ts'
import { tellPeople } from './telling.ts'

type Published = Received<NonNullable<typeof notificationsApi.publish.body>>
type Changed = Received<NonNullable<typeof notificationsApi.changeBroadcast.body>>

/** Tells one person by their preferences, or writes one row that many see. */
export async function publish(scope: Scope, asked: Published): Promise<Notification> {
  const target = await targetOf(scope, asked)
  checkTimes(asked)
  const facts = factsOf(scope, asked)
  const id =
    target.audience === 'user'
      ? await tellOne(scope, facts, target.user_id)
      : await broadcast(scope, facts, target)
  if (target.audience !== 'user') {
    if (asked.channels.length > 0)
      await deliverToMany(scope, { notification_id: id, channels: asked.channels })
    whisper(scope, topicSubject, 'all')
  }
  await announce(scope, notificationCreated, {
    subject_id: id,
    company_id: facts.company_id,
    data: {
      event_type: facts.event_type,
      audience: target.audience,
      user_id: 'user_id' in target ? target.user_id : null,
      company_id: facts.company_id,
      severity: facts.severity,
      is_banner: facts.is_banner,
    },
  })
  return asHouse(scope, (house) => queries.readPublished(house, id))
}

type PublishTarget = Exclude<Target, { audience: 'email' }>

async function targetOf(scope: Scope, asked: Published): Promise<PublishTarget> {
  const { user_id, company_id, audience, channels } = asked
  const named = (['user_id', 'company_id', 'audience'] as const).filter((field) => asked[field] !== undefined)
  if (named[1]) throw invalid(named[1], 'not_allowed', 'One audience only: a person, a company or a word.')
  if (user_id !== undefined) {
    if (channels.length > 0)
      throw invalid('channels', 'not_allowed', 'One person is told by what they chose.')
    const people = await asHouse(scope, (house) => selectPeople(house, null, [user_id]))
    if (people.get(user_id)?.is_active !== true)
      throw invalid('user_id', 'not_found', 'There is no such person.')
    return { audience: 'user', user_id }
  }
  if (channels.includes('sms') && !smsConfigured(scope.tx.database))
    throw invalid('channels', 'not_allowed', 'This portal sends no SMS: it knows no gateway.')
  if (company_id === undefined) return { audience: audience ?? 'everyone' }
  if ((await companyName(scope, company_id)) === null)
    throw invalid('company_id', 'not_found', 'There is no such company.')
  return { audience: 'company' }
}

interface Times {
  severity: string
  is_banner: boolean
  starts_at?: string | null | undefined
  ends_at?: string | null | undefined
}

function checkTimes({ severity, is_banner, starts_at, ends_at }: Times): void {
  if (is_banner && severity === 'critical' && !ends_at)
    throw invalid('ends_at', 'required', 'A critical banner cannot be closed, so it needs an end.')
  if (starts_at && ends_at && Date.parse(ends_at) <= Date.parse(starts_at))
    throw invalid('ends_at', 'too_small', 'The end lies before the beginning.')
}

const factsOf = (scope: Scope, asked: Published): Facts => ({
  event_type: asked.event_type,
  company_id: asked.company_id ?? null,
  event_id: null,
  dedupe_key: null,
  message: asked.message,
  metadata: asked.metadata,
  subject_type: null,
  subject_id: null,
  link: asked.link ?? null,
  severity: asked.severity,
  is_banner: asked.is_banner,
  starts_at: asked.starts_at ?? null,
  ends_at: asked.ends_at ?? null,
  coalesce_key: null,
  created_by_user_id: scope.user_id,
})

function tellOne(scope: Scope, facts: Facts, user_id: number): Promise<number> {
  return asHouse(scope, async (house) => {
    const type = typeOf(facts.event_type)
    const { ids } = await tellPeople(house, { type, facts, telling: { people: [{ user_id }] } })
    return ids[0] ?? 0
  })
}

async function broadcast(scope: Scope, facts: Facts, target: Target): Promise<number> {
  const [row] = await insertNotifications(scope, facts, [target])
  return row?.id ?? 0
}

export async function listBroadcasts(
  scope: Scope,
  { limit, after, state }: Received<NonNullable<typeof notificationsApi.broadcasts.query>>,
) {
  const walk = { sort: '-created_at', filters: { state } }
  const rows = await queries.selectBroadcasts(scope, {
    state,
    from: readCursor(after, walk, 0),
    limit: limit + 1,
  })
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => row,
  )
}

/** Changes what many see, at once and for all. */
export async function changeBroadcast(scope: Scope, id: number, asked: Changed): Promise<Notification> {
  const before = await standing(scope, id)
  const after = {
    ...before,
    ...(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Partial<
      typeof before
    >),
  }
  checkTimes(after)
  const fields = ['message', 'severity', 'starts_at', 'ends_at'] as const
  const changes = fields
    .filter((field) => before[field] !== after[field] && !isSameTime(field, before[field], after[field]))
    .map((field) =>
      field === 'message'
        ? { field, from: null, to: null }
        : { field, from: before[field], to: after[field] },
    )
  if (changes.length > 0) {
    await queries.updateBroadcast(scope, after)
    if (changes.some(({ field }) => field === 'starts_at'))
      await queries.moveBeginning(scope, id, after.starts_at)
    await announce(scope, notificationUpdated, { subject_id: id, company_id: null, data: { changes } })
    whisper(scope, topicSubject, 'all')
  }
  return queries.readBroadcast(scope, id)
}

/** The same moment may be written in several ways. */
const isSameTime = (field: string, one: string | null, other: string | null): boolean =>
  field.endsWith('_at') && one !== null && other !== null && Date.parse(one) === Date.parse(other)

export async function withdraw(scope: Scope, id: number): Promise<void> {
  const { event_type } = await standing(scope, id)
  await queries.withdrawBroadcast(scope, id)
  await announce(scope, notificationWithdrawn, { subject_id: id, company_id: null, data: { event_type } })
  whisper(scope, topicSubject, 'all')
}

export async function listReaders(
  scope: Scope,
  id: number,
  { limit, after }: Received<NonNullable<typeof notificationsApi.readers.query>>,
) {
  await one(scope, id)
  const walk = { sort: 'user_id', filters: { id } }
  const rows = await queries.selectReaders(scope, id, readCursor(after, walk, 0), limit + 1)
  const page = pageOf(
    rows,
    limit,
    walk,
    () => [],
    ({ user_id, name, read_at }) => ({ user_id, name, read_at }),
  )
  return { ...(await queries.countReaders(scope, id)), ...page }
}

/** 404 when there is none, 409 for a message to one person. */
async function one(scope: Scope, id: number, lock: '' | 'for update' = ''): Promise<queries.BroadcastRow> {
  const row = await asHouse(scope, (house) => queries.selectBroadcast(house, id, lock))
  if (!row) throw notFound()
  if (row.audience === 'user' || row.audience === 'email') throw problem('not_a_broadcast')
  return row
}

/** The same, locked; 404 when it was withdrawn. */
async function standing(scope: Scope, id: number): Promise<queries.BroadcastRow> {
  const row = await one(scope, id, 'for update')
  if (row.withdrawn_at !== null) throw notFound()
  return row
}
