import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Writes in the staff directory. */
export function writesOfStaff({ acme, ada }: Cast): Record<string, Write> {
  const { olive } = acme
  const add = async (more: object = {}) => {
    const made = await olive.post('/api/staff-members', { first_name: 'New', ...more }).answers(201)
    return `/api/staff-members/${made.id}`
  }
  const linked = async () => {
    const found = await olive.get('/api/staff-members?has_login=true').answers(200)
    for (const one of found.items as unknown as { id: number }[])
      await olive.delete(`/api/staff-members/${one.id}/user`).answers(200)
    const path = await add()
    return { path, link: () => olive.put(`${path}/user`, { user_id: olive.user_id }) }
  }
  return {
    'companies.createStaff': () => olive.post('/api/staff-members', { first_name: 'New' }),
    'companies.changeStaff': async () => olive.patch(await add(), { city: 'Bonn' }),
    'companies.archiveStaff': async () => olive.delete(await add()),
    'companies.changeAccountAction': async () =>
      olive.post(`${await add()}/account-action`, { to: 'onboard_requested' }),
    'companies.inviteStaff': async () => {
      const roles = await ada.get('/api/roles?kind=customer').answers(200)
      const [role] = roles.items as unknown as { id: number }[]
      const path = await add({ email: `staff.${crypto.randomUUID()}@people.example` })
      return ada.post(`${path}/invite`, { role_id: role?.id })
    },
    'companies.linkStaff': async () => (await linked()).link(),
    'companies.unlinkStaff': async () => {
      const { path, link } = await linked()
      await link().answers(200)
      return olive.delete(`${path}/user`)
    },
  }
}
