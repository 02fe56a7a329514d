import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { EventLines } from './event-lines.tsx'
import { t } from './messages.ts'

/** What happened to one's sign-in, newest first. */
export function SignInHistory() {
  const [pages, setPages] = useState<readonly (string | null)[]>([null])
  return (
    <section className="mp-card" aria-labelledby="history-heading">
      <h2 id="history-heading">{t('history.title')}</h2>
      {pages.map((after, at) => (
        <HistoryPage
          key={after ?? ''}
          after={after}
          onMore={at === pages.length - 1 ? (next) => setPages([...pages, next]) : null}
        />
      ))}
    </section>
  )
}

function HistoryPage({ after, onMore }: { after: string | null; onMore: ((next: string) => void) | null }) {
  const query = { limit: 15, ...(after && { after }) }
  const answer = useApi(identityApi.listAccountEvents, { query }, { topics: ['own_sessions'] })
  if (answer.isPending) return <Loading rows={4} height={32} />
  if (answer.error) return <ErrorState problem={answer.error} retry={() => void answer.refetch()} />
  const { items, next } = answer.data
  return (
    <>
      <EventLines events={items} own />
      {next && onMore && (
        <Button variant="subtle" onClick={() => onMore(next)}>
          {t('history.more')}
        </Button>
      )}
    </>
  )
}
