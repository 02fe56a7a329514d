import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, useApi } from '../../../platform/web/client/index.ts'
import { Dialog, ErrorState, Loading, Time, toast } from '../../../platform/web/ui/index.ts'
import { type Broadcast, notificationsApi } from '../contract.ts'
import { t } from './messages.ts'

/** How many have read a message; pressed, it says who. */
export function Readers({ row }: { row: Broadcast }) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <button
        type="button"
        className="mp-link"
        aria-label={t('alerts.read_open', { n: row.read_count })}
        onClick={() => setOpened(true)}
      >
        {row.read_count}
      </button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={t('alerts.readers')}>
        <List id={row.id} />
      </Dialog>
    </>
  )
}

interface Reader {
  user_id: number
  name: string
  read_at: string
}

function List({ id }: { id: number }) {
  const params = { notification_id: id }
  const { data, error, refetch } = useApi(notificationsApi.readers, { params, query: { limit: 50 } })
  const [more, setMore] = useState<{ items: Reader[]; next: string | null } | null>(null)
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  if (!data) return <Loading rows={4} />
  const items = [...data.items, ...(more?.items ?? [])]
  const next = more ? more.next : data.next
  async function load(after: string) {
    try {
      const page = await api(notificationsApi.readers, { params, query: { limit: 50, after } })
      setMore({ items: [...(more?.items ?? []), ...page.items], next: page.next })
    } catch (fault) {
      toast.error(problemOf(fault))
    }
  }
  return (
    <div className="mp-stack nt-readers-box">
      <p className="mp-muted">{t('alerts.read_by', { read: data.read_count, of: data.audience_count })}</p>
      {items.length === 0 && <p>{t('alerts.read_by_none')}</p>}
      <ul className="nt-readers">
        {items.map(({ user_id, name, read_at }) => (
          <li key={user_id}>
            <span>{name}</span>
            <Time at={read_at} />
          </li>
        ))}
      </ul>
      {next && (
        <Button variant="default" onClick={() => void load(next)}>
          {t('alerts.read_by_more')}
        </Button>
      )}
    </div>
  )
}
