import type { Scope } from '../../../platform/database/index.ts'
import type { NotificationType, Recipient } from './catalogue.ts'
import { askForDelivery } from './delivery.jobs.ts'
import { insertDeliveries, moveDeliveries, type NewDelivery } from './delivery.queries.ts'
import type { Facts, Replaced, Written } from './notification.queries.ts'
import type { PersonRow } from './people.queries.ts'
import { type Chosen, selectPreferences } from './preference.queries.ts'
import { allowedOf, effective } from './preference.ts'
import { digestDue, quietUntil } from './timing.ts'

export interface ToDeliver {
  type: NotificationType
  facts: Pick<Facts, 'event_type' | 'company_id' | 'severity'> &
    Partial<Pick<Facts, 'event_id' | 'subject_type' | 'subject_id' | 'part_id' | 'starts_at'>>
  rows: readonly Written[]
  people: ReadonlyMap<number, PersonRow>
  addresses: readonly Extract<Recipient, { email: string }>[]
  /** Of a broadcast: those that its publisher named. */
  only?: readonly ('email' | 'sms')[]
}

/** A delivery for each message, channel and address that the person wants; what is due soon is asked for. */
export async function deliver(scope: Scope, what: ToDeliver): Promise<void> {
  const { type, rows } = what
  const ids = rows.flatMap(({ user_id }) => (user_id === null ? [] : [user_id]))
  const chosen = await selectPreferences(scope, type.event_type, ids)
  // What begins later is mailed then, as if it were told then.
  const now = new Date(Math.max(Date.now(), Date.parse(what.facts.starts_at ?? '') || 0))
  const list = rows.flatMap((row) => {
    if (row.user_id === null) return row.email === null ? [] : [toAddress(what, row, row.email, now)]
    const person = what.people.get(row.user_id)
    return person ? toPerson(what, row, person, effective(type, chosen.get(row.user_id)), now) : []
  })
  if (list.length === 0) return
  const written = await insertDeliveries(scope, list)
  const single = written.filter(({ is_digest }) => !is_digest)
  await askForDelivery(scope, single, { first: type.is_mandatory === true })
}

export const carryOver = (scope: Scope, replaced: readonly Replaced[], rows: readonly Written[]) =>
  moveDeliveries(scope, replaced, rows)

const factsOf = ({ facts }: ToDeliver, row: Written) => ({
  notification_id: row.id,
  event_type: facts.event_type,
  company_id: facts.company_id,
  event_id: facts.event_id ?? null,
  subject_type: facts.subject_type ?? null,
  subject_id: facts.subject_id ?? null,
  part_id: facts.part_id ?? null,
  user_id: row.user_id,
  unsubscribe_url: null,
  status: 'scheduled' as const,
  reason: null,
  is_held: false,
  is_digest: false,
})

const toAddress = (what: ToDeliver, row: Written, address: string, now: Date): NewDelivery => ({
  ...factsOf(what, row),
  address,
  unsubscribe_url: what.addresses.find(({ email }) => email === address)?.unsubscribe_url ?? null,
  channel: 'email',
  due_at: now.toISOString(),
})

function toPerson(
  what: ToDeliver,
  row: Written,
  person: PersonRow,
  chosen: Chosen,
  now: Date,
): NewDelivery[] {
  const { type, only } = what
  const ways: NewDelivery[] = []
  const may = (channel: 'email' | 'sms') =>
    allowedOf(type).includes(channel) && (!only || only.includes(channel))
  if (chosen.channel_email && may('email')) {
    const base = { ...factsOf(what, row), address: person.email, channel: 'email' as const }
    ways.push({ ...base, ...mailTime(what, person, chosen, now) })
  }
  if (chosen.channel_sms && may('sms') && person.sms_number !== null) {
    const base = { ...factsOf(what, row), address: person.sms_number, channel: 'sms' as const }
    ways.push({ ...base, ...heldUntil(what, quietUntil(person, now, 'sms'), now) })
  }
  return ways
}

type When = Pick<NewDelivery, 'due_at' | 'is_held' | 'is_digest' | 'status' | 'reason'>

function mailTime(what: ToDeliver, person: PersonRow, chosen: Chosen, now: Date): When {
  if (what.type.mail === 'identity' && (what.facts.event_id ?? null) !== null)
    return { ...at(now), status: 'sent', reason: 'mailed_by_identity' }
  if (chosen.email_mode === 'digest' && what.facts.severity !== 'critical') {
    const due = digestDue(person, now)
    return due
      ? { ...at(due), is_held: true, is_digest: true }
      : { ...at(now), status: 'suppressed', reason: 'digest_off' }
  }
  return heldUntil(what, quietUntil(person, now, 'email'), now)
}

/** Mandatory and critical messages wait for nothing; what coalesces waits for what may replace it. */
function heldUntil({ type, facts }: ToDeliver, quiet: Date | null, now: Date): When {
  const gathered = new Date(now.getTime() + (type.coalesce?.seconds ?? 0) * 1_000)
  if (type.is_mandatory || facts.severity === 'critical') return at(now)
  return quiet && quiet > gathered ? { ...at(quiet), is_held: true } : at(gathered)
}

const at = (due: Date): When => ({
  due_at: due.toISOString(),
  is_held: false,
  is_digest: false,
  status: 'scheduled',
  reason: null,
})
