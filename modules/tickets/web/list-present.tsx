import { useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'

/** Colleagues at tickets of the list, by the ticket's id. */
export type AtTickets = ReadonlyMap<number, readonly { name: string; state: 'viewing' | 'replying' }[]>

/** Who of the others is at which of these tickets now, live. */
export function usePresent(ids: readonly number[]): AtTickets {
  const me = useSignedIn().user.id
  const { data } = useApi(
    ticketsApi.readPresences,
    { query: { ticket_id: [...ids] } },
    { topics: ['tickets'], keep: true, enabled: ids.length > 0 },
  )
  return new Map(
    data?.items.flatMap(({ ticket_id, people }) => {
      const others = people.filter(({ user_id }) => user_id !== me)
      return others.length > 0 ? [[ticket_id, others]] : []
    }),
  )
}

/** A dot beside the subject: somebody looks at it, or is replying. */
export function PresentDot({
  people,
}: {
  people: AtTickets extends ReadonlyMap<number, infer P> ? P : never
}) {
  const replying = people.filter(({ state }) => state === 'replying')
  const shown = replying.length > 0 ? replying : people
  const names = shown.map(({ name }) => name).join(', ')
  const words = t(replying.length > 0 ? 'ticket.list.present_replying' : 'ticket.list.present', {
    names,
    n: shown.length,
  })
  return (
    <span className="tk-present" data-replying={replying.length > 0 || undefined} title={words}>
      <span className="mp-hidden">{words}</span>
    </span>
  )
}
