import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** What sets up the desk; each write makes what it changes. */
export function writesOfDeskSetup({ ada }: Cast): Record<string, Write> {
  return {
    'tickets.changeSettings': () =>
      ada.patch('/api/tickets/settings', { reply_edit_minutes: 1 + Math.floor(Math.random() * 1_000) }),
  }
}
