import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Views and changes of many tickets; each write makes what it changes. */
export function writesOfDeskLists({ acme, tess }: Cast): Record<string, Write> {
  const view = () =>
    tess.post('/api/tickets/views', { name: `View ${crypto.randomUUID()}`, query: { status: ['open'] } })
  const made = async () => `/api/tickets/views/${(await view().answers(201)).id}`
  const bulk = async () => {
    const ticket = await acme.bob.post('/api/tickets', { subject: 'Of many', body: 'b' }).answers(201)
    return tess.post('/api/tickets/bulk', { ids: [Number(ticket.id)], action: { priority: 'high' } })
  }
  return {
    'tickets.changeMany': bulk,
    'tickets.undoBulk': async () =>
      tess.post(`/api/tickets/bulk/${(await (await bulk()).body).change_id}/undo`),
    'tickets.createView': view,
    'tickets.changeView': async () => tess.patch(await made(), { query: { status: ['pending'] } }),
    'tickets.deleteView': async () => tess.delete(await made()),
  }
}
