import { useEffect } from 'react'
import { api, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import { ticketsApi } from '../contract.ts'
import { IconMessage } from './icons.ts'
import { t } from './messages.ts'

const everyMs = 20_000

/** Says every 20 seconds that I am here, and at the end that I left; nobody misses it if it fails. */
export function usePresence(ticketId: number, state: 'viewing' | 'replying', enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return
    const say = (now: 'viewing' | 'replying' | 'left') =>
      void api(
        ticketsApi.setPresence,
        { params: { ticket_id: ticketId }, body: { state: now } },
        { quiet: true },
      ).catch(() => undefined)
    const sayIfSeen = () => document.visibilityState === 'visible' && say(state)
    sayIfSeen()
    const timer = setInterval(sayIfSeen, everyMs)
    return () => clearInterval(timer)
  }, [ticketId, state, enabled])
  useEffect(() => {
    if (!enabled) return
    return () =>
      void api(
        ticketsApi.setPresence,
        { params: { ticket_id: ticketId }, body: { state: 'left' } },
        { quiet: true },
      ).catch(() => undefined)
  }, [ticketId, enabled])
}

/** “Tess is replying”, and who else looks at it. Told politely, never to customers. */
export function PresenceLine({ ticketId }: { ticketId: number }) {
  const me = useSignedIn().user.id
  const { data } = useApi(
    ticketsApi.readPresence,
    { params: { ticket_id: ticketId } },
    { topics: [`ticket:${ticketId}`] },
  )
  const others = (data?.items ?? []).filter(({ user_id }) => user_id !== me)
  const replying = others.filter(({ state }) => state === 'replying')
  const viewing = others.filter(({ state }) => state === 'viewing')
  const names = (people: typeof others) => people.map(({ name }) => name).join(', ')
  return (
    <p role="status" className="tk-presence" data-replying={replying.length > 0 || undefined}>
      {replying.length > 0 && (
        <span>
          <IconMessage size={16} aria-hidden />{' '}
          {t('ticket.presence.replying', { names: names(replying), n: replying.length })}
        </span>
      )}
      {viewing.length > 0 && (
        <span className="mp-muted">
          {t('ticket.presence.viewing', { names: names(viewing), n: viewing.length })}
        </span>
      )}
    </p>
  )
}
