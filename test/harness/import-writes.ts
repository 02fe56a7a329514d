import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

/** Writes about imports and exports of tickets. */
export function writesOfImports({ ada, acme }: Cast): Record<string, () => Promise<Reply>> {
  let count = 0
  const start = (rows = 1) => {
    const form = new FormData()
    form.append('source', `events-${++count}`)
    form.append('mode', 'apply')
    form.append('company_id', String(acme.id))
    const lines = Array.from({ length: rows }, (_, n) => `${n},Subject ${n}`)
    form.append('file', new Blob([['id,subject', ...lines].join('\n')]), 'tickets.csv')
    return ada.post('/api/tickets/imports', form)
  }
  return {
    'tickets.startImport': () => start(),
    'tickets.cancelImport': async () => {
      const { id } = await start(20_000).answers(202)
      return ada.delete(`/api/tickets/imports/${id}`)
    },
    'tickets.startExport': () => ada.post('/api/tickets/exports', {}),
  }
}
