import { staffWorkOf } from '../../modules/companies/server/staff-work.ts'
import { inTransaction } from '../../platform/database/index.ts'
import { openSms } from '../../platform/sms/index.ts'
import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'
import { until } from './until.ts'

const voided = 'select from staff_verifications where id = $1 and voided_at is not null'

type Write = () => Promise<Reply>

/** Writes in the staff directory. */
export function writesOfStaff({ acme, ada, tess, database }: Cast): Record<string, Write> {
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
  const asProvider = (text: string, values: unknown[]) =>
    inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) => tx.run(text, values))
  /** Nothing listens there: the message is not delivered, which is another event. */
  const askForCode = async () => {
    const { crypto, outbound } = staffWorkOf(database)
    openSms({ database, settings: { endpoint: 'http://127.0.0.1:9/sms', auth: null }, outbound })
    const path = await add({ mobile_phone: '+61412345678' })
    const reply = await tess.post(`${path}/verifications`, {})
    return { path, reply, crypto }
  }
  return {
    'companies.importStaff': async () => {
      const form = new FormData()
      form.append('file', new Blob(['First name\nNew\n'], { type: 'text/csv' }), 'people.csv')
      return olive.post('/api/staff-members/imports', form)
    },
    'companies.requestVerification': async () => (await askForCode()).reply,
    'companies.checkVerification': async () => {
      const { path, reply, crypto } = await askForCode()
      const { id } = reply.body
      // The code that could not be sent is voided: only then is another one put in its place.
      await until(async () => (await asProvider(voided, [id])).rowCount === 1)
      await asProvider('update staff_verifications set code_hash = $1, voided_at = null where id = $2', [
        crypto.mac('staff verification', `${id}:123456`),
        id,
      ])
      return tess.post(`${path}/verifications/check`, { code: '123456' })
    },
    'companies.createStaffRequest': () => olive.post('/api/staff-requests', { first_name: 'New' }),
    'companies.createStaff': () => olive.post('/api/staff-members', { first_name: 'New' }),
    'companies.changeStaff': async () => olive.edit(await add(), { city: 'Bonn' }),
    'companies.archiveStaff': async () => olive.drop(await add()),
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
