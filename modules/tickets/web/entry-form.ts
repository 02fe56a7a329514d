import { useRef, useState } from 'react'
import { api, refresh } from '../../../platform/web/client/index.ts'
import { toast, useContractForm, useUploads } from '../../../platform/web/ui/index.ts'
import type { Reply, Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { useStaleStatus } from './stale-status.ts'
import { changedAt, putTicket, ticketNow, useOptions } from './ticket.data.ts'
import { useUploadGate } from './upload-gate.ts'

const fallbackBytes = 25_000_000

/**
 * A reply or a note that is being written: text with draft, files, the status that is set with it. What was written
 * meanwhile (409 `newer_replies`) stands in `newer` until it is sent anyway.
 */
export function useEntryForm(ticket: Ticket, kind: 'reply' | 'note', lastSeen: number | undefined) {
  const [newer, setNewer] = useState<readonly Reply[]>([])
  const stale = useStaleStatus(ticket)
  const isForced = useRef(false)
  /** Whether the last try arrived, nobody knows: the next one is the same request. */
  const isLost = useRef(false)
  const options = useOptions()
  const uploads = useUploads(ticketsApi.upload, {
    maxBytes: options?.max_attachment_bytes ?? fallbackBytes,
    max: 20,
    discard: (id) => void api(ticketsApi.discardUpload, { params: { upload_id: id } }).catch(() => undefined),
  })
  const inner = useContractForm(ticketsApi.reply, {
    values: { body: '', status: '' },
    request: { params: { ticket_id: ticket.id } },
    draftKey: `ticket:${ticket.id}:${kind}`,
    isStanding: true,
    prepare: (body) => ({
      ...body,
      is_internal: kind === 'note',
      upload_ids: [...uploads.ids],
      ...(body.status ? { version: stale.version.current } : {}),
      ...(isForced.current ? { force: true } : lastSeen && { last_seen_reply_id: lastSeen }),
    }),
    shown: ['last_seen_reply_id', 'version'],
    onDone: (answer) => {
      isLost.current = false
      putNewer(answer.ticket)
      inner.reset({ body: '', status: '' })
      uploads.clear()
      settle()
      toast.success(t(kind === 'note' ? 'ticket.composer.note_saved' : 'ticket.composer.sent'))
      void refresh(ticketsApi.list)
    },
    onProblem: (problem) => {
      isLost.current = problem.status === 0 || problem.status >= 500
      if (!isLost.current) isForced.current = false
      if (problem.code === 'stale_version') return stale.refused(problem, () => form.submit())
      if (problem.code !== 'newer_replies') return false
      setNewer((problem.members.replies as Reply[] | undefined) ?? [])
      void refresh(ticketsApi.read, { params: { ticket_id: ticket.id } })
      return true
    },
  })
  const { form, refusal } = useUploadGate(inner, uploads)

  function settle() {
    isForced.current = false
    stale.settle()
    setNewer([])
  }
  function sendAnyway() {
    isForced.current = true
    return form.submit()
  }
  /** With a status of its own, once: a failed try leaves the choice as it was. */
  async function sendWith(status: string) {
    const chosen = form.values.status
    inner.set('status', status)
    await form.submit()
    if (!isLost.current) inner.set('status', chosen)
  }
  return { kind, form, uploads, refusal, newer, changed: stale.changed, sendAnyway, sendWith, keep: settle }
}

/** The answer to a request of before the last reload may be older than what the page shows. */
function putNewer(ticket: Ticket): void {
  const known = ticketNow(ticket.id)
  if (!known || changedAt(known) <= changedAt(ticket)) putTicket(ticket)
}

export type EntryForm = ReturnType<typeof useEntryForm>
