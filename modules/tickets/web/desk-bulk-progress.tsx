import { Button, CloseButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import { Link, toast } from '../../../platform/web/ui/index.ts'
import type { BulkChange } from '../contract/bulk.ts'
import { ticketsApi } from '../contract.ts'
import { mayChangeMany } from './desk-bulk.tsx'
import { t } from './messages.ts'

const closed = 'tickets-bulk-closed'

/**
 * The newest change of many that this person began, here or in a window that is gone: while it goes on, and as long as
 * it can be undone; until it is closed.
 */
export function useBegun() {
  const [begun, setBegun] = useState<number | null>(null)
  const [last, setLast] = useState(() => Number(localStorage.getItem(closed)))
  const { data } = useApi(ticketsApi.listBulk, {}, { enabled: mayChangeMany() })
  const id = begun ?? data?.items[0]?.id ?? 0
  function close() {
    localStorage.setItem(closed, String(id))
    setLast(id)
  }
  return { id: id > last ? id : null, begin: setBegun, close }
}

const isGoing = (change: BulkChange | undefined) =>
  change === undefined || change.status === 'queued' || change.status === 'running'

/** How far a change of all that matched is; then what it left as it was, and Undo. */
export function BulkProgress({ id, close }: { id: number; close: () => void }) {
  const request = { params: { bulk_id: id } }
  const { data, error, refetch } = useApi(ticketsApi.readBulk, request)
  const going = isGoing(data) && !error
  useEffect(() => {
    if (!going) void refresh(ticketsApi.list)
    const timer = going ? setInterval(() => void refetch(), 1000) : undefined
    return () => clearInterval(timer)
  }, [going, refetch])
  if (error || !data) return null

  const seen = data.done + data.skipped.length + data.failed.length
  const left = [...data.failed, ...data.skipped]
  async function undo() {
    try {
      await api(ticketsApi.undoBulk, request)
      await refetch()
    } catch (problem) {
      toast.error(problemOf(problem))
    }
  }
  return (
    <section className="tk-progress mp-card" aria-label={t('ticket.bulk.progress')}>
      <div className="tk-progress-head">
        <span role="status">{wordsOf(data, seen)}</span>
        {data.undo_until !== null && (
          <Button size="compact-sm" variant="default" onClick={undo}>
            {t('ticket.bulk.undo')}
          </Button>
        )}
        {!going && <CloseButton size="sm" onClick={close} aria-label={t('ticket.preview.close')} />}
      </div>
      {going && (
        <progress max={Math.max(data.total, 1)} value={seen} aria-label={t('ticket.bulk.progress')} />
      )}
      {!going && left.length > 0 && (
        <details>
          <summary>{t('ticket.bulk.left', { n: left.length })}</summary>
          <ul className="tk-progress-left">
            {left.slice(0, 200).map(({ id: ticket, code }) => (
              <li key={ticket}>
                <Link to={`/tickets/${ticket}`}>{ticket}</Link>{' '}
                <span className="mp-muted">{reasonOf(code)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

const reasonOf = (code: string) => (hasText(`problem.${code}`) ? translateAny(`problem.${code}`) : code)

function wordsOf({ status, done, total, undone_at }: BulkChange, seen: number): string {
  if (status === 'failed') return t('ticket.bulk.failed', { n: done, total })
  if (status === 'undone') return t('ticket.bulk.undone')
  if (undone_at !== null) return t('ticket.bulk.undoing')
  return status === 'done' ? t('ticket.bulk.done', { n: done }) : t('ticket.bulk.going', { n: seen, total })
}
