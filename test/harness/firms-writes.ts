import sharp from 'sharp'
import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** A form with a drawn picture. */
export async function drawnLogo(width = 300, height = 100, format: 'png' | 'gif' = 'png'): Promise<FormData> {
  const drawn = sharp({ create: { width, height, channels: 3, background: '#2f5cc8' } })
  const bytes = (await drawn.toFormat(format).toBuffer()) as Uint8Array<ArrayBuffer>
  const body = new FormData()
  body.append('file', new Blob([bytes], { type: `image/${format}` }), `logo.${format}`)
  return body
}

/** Writes about companies themselves. */
export function writesOfFirms({ ada, acme }: Cast): Record<string, Write> {
  const company = async () => {
    const name = `Firm ${crypto.randomUUID()}`
    const { id } = await ada.post('/api/companies', { name }).answers(201)
    return { name, path: `/api/companies/${id}` }
  }
  const logo = async () => ada.put(`/api/companies/${acme.id}/logo`, await drawnLogo())
  return {
    'companies.archiveCompany': async () => ada.post(`${(await company()).path}/archive`, {}),
    'companies.restoreCompany': async () => {
      const { path } = await company()
      await ada.post(`${path}/archive`, {}).answers(200)
      return ada.post(`${path}/restore`)
    },
    'companies.deleteCompany': async () => {
      const { path, name } = await company()
      return ada.delete(`${path}?confirm_name=${encodeURIComponent(name)}`)
    },
    'companies.setLogo': logo,
    'companies.deleteLogo': async () => {
      await logo()
      return ada.delete(`/api/companies/${acme.id}/logo`)
    },
  }
}
