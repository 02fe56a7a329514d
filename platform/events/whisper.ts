import type { Transaction } from '../database/index.ts'
import type { LiveChange } from './live-change.ts'

/** Of whom something changed that is no event: `all` is everybody who is signed in. */
export type Ears = readonly number[] | 'all'

const everyMs = 1_000
const listeners = new Set<(changes: LiveChange[]) => void>()
const held = new Map<string, Set<number> | 'all'>()
let timer: NodeJS.Timeout | undefined

/** Called with what was whispered: `live.publish`. */
export function onWhispered(tell: (changes: LiveChange[]) => void): () => void {
  listeners.add(tell)
  return () => void listeners.delete(tell)
}

/**
 * Tells people, after the commit, that something of theirs changed which no event says: without content, at most
 * once a second each. Nobody who missed it is told later.
 */
export function whisper({ tx }: { tx: Transaction }, subject: string, ears: Ears): void {
  if (ears.length === 0) return
  tx.afterCommit(() => {
    hold(subject, ears)
    if (timer) return
    spread()
    timer = setTimeout(rest, everyMs)
    timer.unref()
  })
}

/** The same to everybody who listens to such things of a company. */
export function whisperIn({ tx }: { tx: Transaction }, subject: string, company_id: number): void {
  const change = changeOf(subject, company_id)
  tx.afterCommit(() => {
    for (const tell of listeners) tell([{ ...change, created_at: new Date().toISOString() }])
  })
}

/** The same of one thing, to those at the provider's desk who listen to it: `ticket.presence_changed`. */
export function whisperOf(
  { tx }: { tx: Transaction },
  type: string,
  { subject, id, company_id }: { subject: string; id: number; company_id: number | null },
): void {
  const change: LiveChange = {
    ...changeOf(subject, company_id),
    type,
    subject_id: id,
    audience: 'provider',
  }
  tx.afterCommit(() => {
    for (const tell of listeners) tell([{ ...change, created_at: new Date().toISOString() }])
  })
}

function hold(subject: string, ears: Ears): void {
  const before = held.get(subject)
  if (ears === 'all' || before === 'all') held.set(subject, 'all')
  else held.set(subject, new Set([...(before ?? []), ...ears]))
}

function rest(): void {
  timer = undefined
  if (held.size === 0) return
  spread()
  timer = setTimeout(rest, everyMs)
  timer.unref()
}

function spread(): void {
  const changes = [...held].flatMap(([subject, ears]) => changesFor(subject, ears))
  held.clear()
  for (const tell of listeners) tell(changes)
}

function changesFor(subject: string, ears: Set<number> | 'all'): LiveChange[] {
  const change = changeOf(subject, null)
  if (ears === 'all') return [{ ...change, for_everyone: true }]
  return [...ears].map((user_id) => ({ ...change, requester_user_id: user_id }))
}

const changeOf = (subject: string, company_id: number | null): LiveChange => ({
  id: 0,
  type: `${subject}.changed`,
  subject_type: subject,
  subject_id: null,
  company_id,
  audience: 'company',
  created_at: new Date().toISOString(),
})
