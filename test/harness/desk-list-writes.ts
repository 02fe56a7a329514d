import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Views and changes of many tickets; each write makes what it changes. */
export function writesOfDeskLists({ tess }: Cast): Record<string, Write> {
  const view = () =>
    tess.post('/api/tickets/views', { name: `View ${crypto.randomUUID()}`, query: { status: ['open'] } })
  const made = async () => `/api/tickets/views/${(await view().answers(201)).id}`
  return {
    'tickets.createView': view,
    'tickets.changeView': async () => tess.patch(await made(), { query: { status: ['pending'] } }),
    'tickets.deleteView': async () => tess.delete(await made()),
  }
}
