import type { Cast, Loose } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

export const silentTickets: Record<string, string> = {
  'tickets.setPresence': 'who looks at a ticket is kept in memory and forgotten after 45 seconds',
}

/** Writes in one ticket: its entries, its people, its way out of sight. */
export function writesOfTicketDetail({ tess, ada, acme }: Cast): Record<string, Write> {
  const opened = async (more: object = {}) => {
    const made = await acme.bob.post('/api/tickets', { subject: 'Event', body: 'b', ...more }).answers(201)
    return { path: `/api/tickets/${made.id}`, first: (made.replies as unknown as Loose[])[0] }
  }
  const copied = async () => {
    const { path } = await opened()
    const made = await acme.bob.post(`${path}/watchers`, { user_id: acme.olive.user_id }).answers(201)
    return `${path}/watchers/${made.id}`
  }
  const withFile = async () => {
    const form = new FormData()
    form.append('file', new Blob(['words']), 'words.txt')
    const file = await acme.bob.post('/api/tickets/uploads', form).answers(201)
    const { path, first } = await opened({ upload_ids: [file.id] })
    const [attachment] = (first?.attachments ?? []) as unknown as Loose[]
    return `${path}/attachments/${attachment?.id}`
  }
  return {
    'tickets.editReply': async () => {
      const { path, first } = await opened()
      return acme.bob.patch(`${path}/replies/${first?.id}`, { body: 'Better' })
    },
    'tickets.removeReply': async () => {
      const { path, first } = await opened()
      return acme.bob.delete(`${path}/replies/${first?.id}`)
    },
    'tickets.removeAttachment': async () => ada.delete(await withFile()),
    'tickets.addWatcher': async () =>
      acme.bob.post(`${(await opened()).path}/watchers`, { user_id: acme.olive.user_id }),
    'tickets.removeWatcher': async () => acme.bob.delete(await copied()),
    'tickets.setFollowers': async () =>
      tess.put(`${(await opened()).path}/watchers`, { user_ids: [ada.user_id] }),
    'tickets.watch': async () => tess.put(`${(await opened()).path}/watching`),
    'tickets.unwatch': async () => acme.bob.delete(`${(await opened()).path}/watching`),
    'tickets.remove': async () => ada.delete((await opened()).path),
    'tickets.restore': async () => {
      const { path } = await opened()
      await ada.delete(path).answers(204)
      return ada.post(`${path}/restore`)
    },
  }
}
