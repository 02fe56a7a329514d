import type { LiveChange } from '../events/index.ts'
import type { Caller } from './gate.ts'
import { type Ear, hears } from './live-ears.ts'
import { byeMessage, type LiveWriter, resyncMessage } from './live-writer.ts'

/** At most so often is somebody told of a noun of which they may see only a part. */
const partEveryMs = 1_000
const mostPending = 256

/** One listener. Until it is opened it keeps what happens meanwhile. */
export interface LiveStream {
  readonly user_id: number | null
  readonly session_id: number | null
  readonly api_key_id: number | null
  readonly opened_at: number
  tell(change: LiveChange): void
  resync(): void
  comment(): void
  /** Whether an event of this company, whose person is unknown, may concern the listener. */
  isIn(companyId: number | null): boolean
  /** Begins to write: first what was missed (null: too much), then what came meanwhile. */
  open(writer: LiveWriter, ears: Ear[], missed: LiveChange[] | null): void
  /** Ends it, now or as soon as it is open. */
  end(reason: 'bye' | 'rights'): void
  /** The connection is gone. */
  forget(): void
}

export function newStream({ user_id, session, api_key_id }: Caller): LiveStream {
  let writer: LiveWriter | null = null
  let ears: Ear[] = []
  let pending: LiveChange[] | null = []
  let ended: 'bye' | 'rights' | null = null
  let replayed = new Set<number>()
  const parts = partTeller((change) => writer?.message(messageOf(change, false)))

  function tell(change: LiveChange): void {
    const hearing = replayed.has(change.id) ? [] : ears.filter((ear) => hears(ear, change))
    if (!writer) keep(change)
    else if (hearing.some(({ in_part }) => !in_part)) writer.message(messageOf(change, true))
    else if (hearing.length > 0) parts.tell(change)
  }
  function keep(change: LiveChange): void {
    pending?.push(change)
    if (pending && pending.length > mostPending) pending = null
  }
  function endAs(reason: 'bye' | 'rights'): void {
    writer?.end(reason === 'bye' ? byeMessage : undefined)
  }

  return {
    user_id,
    session_id: session?.id ?? null,
    api_key_id: api_key_id ?? null,
    opened_at: Date.now(),
    tell,
    resync() {
      if (writer) writer.message(resyncMessage)
      else pending = null
    },
    comment() {
      // What was replayed has long passed by now.
      replayed = new Set()
      writer?.comment()
    },
    isIn: (companyId) =>
      companyId === null ||
      !writer ||
      ears.some((ear) => ear.all_companies || ear.company_ids.has(companyId)),
    open(to, opened, missed) {
      writer = to
      ears = opened
      // Rights may have changed while they were read.
      if (ended) return endAs(ended)
      for (const change of mergedWith(pending, missed)) tell(change)
      replayed = new Set(missed?.map(({ id }) => id))
      if (missed === null || pending === null) writer.message(resyncMessage)
      pending = null
    },
    end(reason) {
      ended = reason
      endAs(reason)
    },
    forget() {
      parts.forget()
      pending = null
    },
  }
}

/** Tells at once, and then at most once a second the newest of what came since, for each noun. */
function partTeller(say: (change: LiveChange) => void) {
  const held = new Map<string, { timer: NodeJS.Timeout; latest: LiveChange | null }>()

  function tell(change: LiveChange): void {
    const noun = change.subject_type
    const before = held.get(noun)
    if (before) {
      before.latest = change
      return
    }
    say(change)
    const timer = setTimeout(() => {
      const latest = held.get(noun)?.latest
      held.delete(noun)
      if (latest) tell(latest)
    }, partEveryMs)
    held.set(noun, { timer, latest: null })
  }
  return {
    tell,
    forget() {
      for (const { timer } of held.values()) clearTimeout(timer)
      held.clear()
    },
  }
}

/** What was missed, then what came meanwhile; nothing when everything is to be read again. */
function mergedWith(pending: LiveChange[] | null, missed: LiveChange[] | null): LiveChange[] {
  if (pending === null || missed === null) return []
  const seen = new Set(missed.map(({ id }) => id))
  return [...missed, ...pending.filter(({ id }) => !seen.has(id))]
}

const texts = new WeakMap<LiveChange, Map<boolean, string>>()

/** The text of a change is made once for all streams. */
function messageOf(change: LiveChange, withSubject: boolean): string {
  const made = texts.get(change) ?? new Map<boolean, string>()
  texts.set(change, made)
  let text = made.get(withSubject)
  if (!text) {
    const { id, type, subject_type, subject_id, company_id, created_at } = change
    const data = { type, subject_type, ...(withSubject && { subject_id }), company_id, at: created_at }
    // What is whispered is no event: nobody can ask for what came after it.
    text = `${id > 0 ? `id: ${id}\n` : ''}event: change\ndata: ${JSON.stringify(data)}\n\n`
    made.set(withSubject, text)
  }
  return text
}
