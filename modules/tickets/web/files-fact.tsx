import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { Fact } from '../../../platform/web/ui/index.ts'
import type { Attachment, Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { Attachments } from './attachments.tsx'
import { t } from './messages.ts'

const pageSize = 10

interface FilePage {
  items: readonly Attachment[]
  next: string | null
}

/** All files of a ticket, newest first, live; the earlier ones when they are asked for. */
export function Files({ ticket }: { ticket: Ticket }) {
  const { id, attachment_count, earlier, replies } = ticket
  // Those of the entries that are shown stand there at once: nothing moves when the rest is known.
  const known = replies.flatMap((entry) => entry.attachments).toSorted((one, other) => other.id - one.id)
  const { data } = useFiles(id, undefined, known.length > 0 || attachment_count > 0 || earlier > 0)
  const first = data ?? { items: known.slice(0, pageSize), next: null }
  if (first.items.length === 0) return null
  return (
    <Fact label={t('ticket.fact.files')}>
      <FilesFrom ticketId={id} page={first} />
    </Fact>
  )
}

const useFiles = (ticket_id: number, after: string | undefined, enabled = true) =>
  useApi(
    ticketsApi.listAttachments,
    { params: { ticket_id }, query: { limit: pageSize, ...(after && { after }) } },
    { topics: [`ticket:${ticket_id}`], keep: true, enabled },
  )

/** One page of files, and the next below it: where a page ends moves when a file is added. */
function FilesFrom({ ticketId, page }: { ticketId: number; page: FilePage }) {
  const [goesOn, setGoesOn] = useState(false)
  return (
    <>
      <Attachments ticketId={ticketId} files={page.items} previews={false} />
      {page.next && goesOn && <FilesAfter ticketId={ticketId} after={page.next} />}
      {page.next && !goesOn && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setGoesOn(true)}>
          {t('ticket.file.more')}
        </Button>
      )}
    </>
  )
}

function FilesAfter({ ticketId, after }: { ticketId: number; after: string }) {
  const { data } = useFiles(ticketId, after)
  const box = useRef<HTMLDivElement>(null)
  const isThere = data !== undefined
  useEffect(() => {
    // The button that was pressed is gone.
    if (isThere) box.current?.querySelector('a')?.focus()
  }, [isThere])
  return <div ref={box}>{data && <FilesFrom ticketId={ticketId} page={data} />}</div>
}
