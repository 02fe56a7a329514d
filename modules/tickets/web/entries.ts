import { useEffect, useRef, useState } from 'react'
import { problemOf, useSignedIn } from '../../../platform/web/client/index.ts'
import { announce, toast } from '../../../platform/web/ui/index.ts'
import type { Reply, Ticket } from '../contract.ts'
import { eventsTold, useEvents } from './history.tsx'
import { t } from './messages.ts'
import { readEarlier, readEntry } from './ticket.data.ts'

/**
 * The entries of a ticket that this page has seen, oldest first. The answer of the server is a window of the newest;
 * what has left the window stays, and earlier ones come by `loadEarlier`.
 */
export function useEntries(ticket: Ticket) {
  const [kept, setKept] = useState<readonly Reply[]>(ticket.replies)
  const [left, setLeft] = useState(ticket.earlier)
  const [busy, setBusy] = useState(false)
  useEffect(() => setKept((before) => union(before, ticket.replies)), [ticket.replies])
  const entries = union(kept, ticket.replies)
  const oldest = entries[0]

  async function loadEarlier() {
    if (!oldest) return
    setBusy(true)
    try {
      const { items, earlier } = await readEarlier(ticket.id, oldest.id)
      setKept((before) => union(items, before))
      setLeft(earlier)
    } catch (error) {
      toast.error(problemOf(error), { retry: loadEarlier })
    }
    setBusy(false)
  }
  /** Reads anew what is shown, with what came between it. */
  async function readAgain() {
    let read = await readEarlier(ticket.id)
    while (read.earlier > left && read.items[0]) {
      const page = await readEarlier(ticket.id, read.items[0].id)
      read = { items: [...page.items, ...read.items], earlier: page.earlier }
    }
    setKept(read.items)
    setLeft(read.earlier)
  }
  const above = entries.findIndex(({ id }) => id === ticket.replies[0]?.id)
  useMissed(ticket.id, ticket.earlier - left - Math.max(above, 0), readAgain)
  useChanged(ticket, kept, (entry) => setKept((before) => union(before, [entry])))
  useAnnounced(entries.at(-1))
  return { entries, earlier: left, busy, loadEarlier }
}

/** One of each, by time. */
function union(one: readonly Reply[], other: readonly Reply[]): Reply[] {
  const byId = new Map([...one, ...other].map((entry) => [entry.id, entry]))
  return [...byId.values()].sort(
    (first, second) => first.created_at.localeCompare(second.created_at) || first.id - second.id,
  )
}

const changes = new Set(['ticket_reply.edited', 'ticket_reply.deleted', 'ticket_attachment.deleted'])

/**
 * Reads again what is shown when more was written or happened, while the page was asleep, than is told at once.
 * `missing`: entries between those that are shown.
 */
function useMissed(ticketId: number, missing: number, readAgain: () => Promise<void>) {
  const events = useEvents(ticketId)
  const looked = useRef<number | null>(null)
  const again = useRef(readAgain)
  again.current = readAgain
  // What could not be read is tried again when more comes.
  useEffect(() => {
    if (missing !== 0) again.current().catch(() => undefined)
  }, [missing])
  useEffect(() => {
    if (!events) return
    const before = looked.current
    looked.current = events[0]?.id ?? 0
    if (before === null || events.length < eventsTold || (events.at(-1)?.id ?? 0) <= before) return
    again.current().catch(() => {
      looked.current = before
    })
  }, [events])
}

/** Reads an entry anew that stands outside of the window and was edited or removed since the page was opened. */
function useChanged(ticket: Ticket, kept: readonly Reply[], put: (entry: Reply) => void) {
  const events = useEvents(ticket.id)
  const opened = useRef<number | null>(null)
  const done = useRef(new Set<number>())
  useEffect(() => {
    if (!events) return
    opened.current ??= events[0]?.id ?? 0
    const since = opened.current
    const outside = new Set(kept.map(({ id }) => id))
    for (const { id } of ticket.replies) outside.delete(id)
    const fresh = events.filter(({ id, type }) => id > since && changes.has(type) && !done.current.has(id))
    for (const { id, reply_id } of fresh) {
      if (reply_id === null || !outside.has(reply_id)) continue
      done.current.add(id)
      // What could not be read is tried again with the next event.
      readEntry(ticket.id, reply_id).then(put, () => void done.current.delete(id))
    }
  })
}

/** Says once that somebody else has written. */
function useAnnounced(newest: Reply | undefined) {
  const me = useSignedIn().user.id
  const [known, setKnown] = useState(newest?.id)
  useEffect(() => {
    if (!newest || newest.id === known) return
    setKnown(newest.id)
    if (newest.author.id === me) return
    announce(
      t(newest.is_internal ? 'ticket.entry.new_note' : 'ticket.entry.new', { name: newest.author.name }),
    )
  }, [newest, known, me])
}
