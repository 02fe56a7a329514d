import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { Fact } from '../../../platform/web/ui/index.ts'
import type { Ticket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { Attachments } from './attachments.tsx'
import { t } from './messages.ts'

/** All files of a ticket, newest first, live; the earlier ones when they are asked for. */
export function Files({ ticket }: { ticket: Ticket }) {
  const { id, attachment_count, earlier, replies } = ticket
  const mayHave = attachment_count > 0 || earlier > 0 || replies.some((entry) => entry.attachments.length > 0)
  const { data } = useFiles(id, undefined, mayHave)
  if (!data?.items.length) return null
  return (
    <Fact label={t('ticket.fact.files')}>
      <FilesFrom ticketId={id} />
    </Fact>
  )
}

const useFiles = (ticket_id: number, after: string | undefined, enabled = true) =>
  useApi(
    ticketsApi.listAttachments,
    { params: { ticket_id }, query: { limit: 10, ...(after && { after }) } },
    { topics: [`ticket:${ticket_id}`], keep: true, enabled },
  )

/** One page of files, and the next below it: where a page ends moves when a file is added. */
function FilesFrom({ ticketId, after }: { ticketId: number; after?: string }) {
  const { data } = useFiles(ticketId, after)
  const [goesOn, setGoesOn] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const isThere = data !== undefined
  useEffect(() => {
    // The button that was pressed is gone.
    if (isThere && box.current?.dataset.asked) box.current.querySelector('a')?.focus()
  }, [isThere])
  if (!data) return null
  return (
    <div ref={box} data-asked={after !== undefined || undefined}>
      <Attachments ticketId={ticketId} files={data.items} previews={false} />
      {data.next && goesOn && <FilesFrom ticketId={ticketId} after={data.next} />}
      {data.next && !goesOn && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setGoesOn(true)}>
          {t('ticket.file.more')}
        </Button>
      )}
    </div>
  )
}
