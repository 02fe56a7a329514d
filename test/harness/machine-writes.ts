import sharp from 'sharp'
import type { Cast, Loose } from '../portal.ts'
import { basic, machine, tokenOf } from './machine.ts'
import { personAt, type Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Writes about keys and one's picture. */
export function writesOfKeys({ acme: { olive } }: Cast): Record<string, Write> {
  const key = async () => {
    const asked = { description: 'k', scopes: ['account.read'] }
    const made = await olive.post('/api/api-keys', asked).answers(201)
    return `/api/api-keys/${made.key?.id}`
  }
  const picture = async () => {
    const body = new FormData()
    const drawn = sharp({ create: { width: 400, height: 400, channels: 3, background: '#2f5cc8' } })
    const bytes = (await drawn.png().toBuffer()) as Uint8Array<ArrayBuffer>
    body.append('file', new Blob([bytes], { type: 'image/png' }), 'me.png')
    return olive.put('/api/me/picture', body)
  }
  return {
    'identity.changeApiKey': async () => olive.patch(await key(), { description: 'Changed' }),
    'identity.rotateApiKey': async () => olive.post(`${await key()}/rotate`, {}),
    'identity.setPicture': picture,
    'identity.deletePicture': async () => {
      await picture()
      return olive.delete('/api/me/picture')
    },
  }
}

/** Writes about machine clients, their roles, secrets, tokens and signing keys. */
export function writesOfMachines(cast: Cast): Record<string, Write> {
  const { ada, base } = cast
  const client = async () => `/api/machine-clients/${(await machine(ada, [])).id}`
  const name = () => `Machine ${crypto.randomUUID()}`
  const permission = () =>
    ada.post('/api/service-permissions', {
      name: `outside:do_${crypto.randomUUID().replaceAll('-', '')}`,
      label: 'Do it',
      audience: 'outside',
    })
  return {
    'identity.revokeToken': async () => {
      const one = await machine(ada, [])
      const token = await tokenOf(personAt(base), one)
      return personAt(base).post('/auth/revoke', { token }, { headers: basic(one) })
    },
    'identity.createMachineClient': () => ada.post('/api/machine-clients', { name: name() }),
    'identity.changeMachineClient': async () => ada.patch(await client(), { enabled: false }),
    'identity.deleteMachineClient': async () => ada.delete(await client()),
    'identity.addClientSecret': async () => ada.post(`${await client()}/secrets`, {}),
    'identity.removeClientSecret': async () => {
      const path = await client()
      const { id }: Loose = await ada.post(`${path}/secrets`, {}).answers(201)
      return ada.delete(`${path}/secrets/${id}`)
    },
    'identity.revokeClientTokens': async () => ada.post(`${await client()}/revoke-tokens`),
    'identity.createServicePermission': permission,
    'identity.deleteServicePermission': async () =>
      ada.delete(`/api/service-permissions/${(await permission().answers(201)).id}`),
    'identity.rotateSigningKeys': () => ada.post('/api/signing-keys/rotate', { emergency: true }),
    'companies.setClientRoles': async () => ada.put(`${await client()}/roles`, { role_ids: [] }),
  }
}
