import sharp from 'sharp'
import type { Cast, Loose } from '../portal.ts'
import { inDirectory } from './directory.ts'
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
export function writesOfFirms({ ada, acme, database }: Cast): Record<string, Write> {
  const company = async () => {
    const name = `Firm ${crypto.randomUUID()}`
    const { id } = await ada.post('/api/companies', { name }).answers(201)
    return { name, path: `/api/companies/${id}` }
  }
  const logo = async () => ada.put(`/api/companies/${acme.id}/logo`, await drawnLogo())
  const domains = `/api/companies/${acme.id}/domains`
  const domain = () => ada.post(domains, { domain: `d${crypto.randomUUID()}.example` })
  return {
    'companies.setContacts': async () => {
      const path = `/api/companies/${acme.id}/contacts`
      const { version } = await ada.get(path).answers(200)
      return ada.put(path, { main: [await inDirectory(database, acme.id, 'Fay')], version })
    },
    'companies.addDomain': domain,
    'companies.changeDomain': async () => {
      const { id } = await domain().answers(201)
      const { items } = await ada.get('/api/roles?kind=customer').answers(200)
      const role = (items as unknown as Loose[]).find(({ name }) => String(name) === 'Requester')
      return ada.patch(`${domains}/${id}`, { auto_join: true, role_id: role?.id })
    },
    'companies.removeDomain': async () => ada.delete(`${domains}/${(await domain().answers(201)).id}`),
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
