import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

/** Writes about Syncro; nobody listens where it would be. */
export function writesOfSyncro({ ada }: Cast): Record<string, () => Promise<Reply>> {
  const save = async () => {
    const { version } = await ada.get('/api/integrations/syncro').answers(200)
    return ada.put('/api/integrations/syncro', {
      version,
      enabled: true,
      settings: { base_url: 'http://127.0.0.1:59999' },
      secrets: { api_key: 'a key' },
    })
  }
  const start = async () => {
    const under = await ada.get('/api/tickets/import/syncro').answers(200)
    for (const { id, status } of (under.items ?? []) as unknown as { id: number; status: string }[])
      if (status === 'queued' || status === 'running') await ada.delete(`/api/tickets/import/syncro/${id}`)
    return ada.post('/api/tickets/import/syncro', { mode: 'all', wait: false })
  }
  return {
    'integrations.saveIntegration': save,
    'integrations.checkIntegration': async () => {
      await save()
      return ada.post('/api/integrations/syncro/checks')
    },
    'integrations.importSyncro': start,
    'integrations.cancelSyncroImport': async () => {
      const { id } = (await start()).body
      return ada.delete(`/api/tickets/import/syncro/${id}`)
    },
  }
}
