import { useEffect } from 'react'
import { api, refresh } from '../../../platform/web/client/index.ts'
import { ticketsApi } from '../contract.ts'

/** Marks a ticket as read up to its newest entry, as soon as somebody looks at it. */
export function useReading(ticketId: number, newest: number | undefined): void {
  useEffect(() => {
    if (newest === undefined) return
    const mark = () => {
      if (document.visibilityState !== 'visible') return
      document.removeEventListener('visibilitychange', mark)
      const request = { params: { ticket_id: ticketId }, body: { last_reply_id: newest } }
      api(ticketsApi.markRead, request).then(
        () => void refresh(ticketsApi.list),
        () => undefined,
      )
    }
    document.addEventListener('visibilitychange', mark)
    mark()
    return () => document.removeEventListener('visibilitychange', mark)
  }, [ticketId, newest])
}
