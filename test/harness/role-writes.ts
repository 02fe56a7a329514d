import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Writes about roles and what they allow. */
export function writesOfRoles({ ada, acme, provider, member }: Cast): Record<string, Write> {
  const fresh = (kind = 'customer') => ({ name: `Role ${crypto.randomUUID()}`, kind })
  const role = async () => {
    const { id } = await ada.post('/api/roles', { ...fresh(), permissions: ['company.view'] }).answers(201)
    return `/api/roles/${id}`
  }
  return {
    'companies.setCustomers': async () => {
      const tim = await member(provider.id, 'Tim', 'Technician')
      const { items } = await ada.get(`/api/memberships?user_id=${tim.user_id}`).answers(200)
      const one = items?.[0]
      const body = { customer_access: 'listed', company_ids: [acme.id], version: one?.version }
      return ada.put(`/api/memberships/${one?.id}/customers`, body)
    },
    'companies.createRole': () => ada.post('/api/roles', fresh('machine')),
    'companies.changeRole': async () => ada.patch(await role(), { description: 'Changed', version: 2 }),
    'companies.copyRole': async () => ada.post(`${await role()}/copy`, { name: fresh().name }),
    'companies.deleteRole': async () => ada.delete(await role()),
    'companies.resetRole': async () => {
      const { items } = await ada.get('/api/roles?kind=customer').answers(200)
      const roles = items as unknown as { id: number; name: string; version: number; permissions: string[] }[]
      const found = roles.find(({ name }) => name === 'Administrator')
      const permissions = found?.permissions.filter((name) => name !== 'audit.view')
      const body = { permissions, version: found?.version }
      await ada.patch(`/api/roles/${found?.id}`, body).answers(200)
      return ada.post(`/api/roles/${found?.id}/reset`)
    },
  }
}
