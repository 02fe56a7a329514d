import { createServer } from 'node:net'
import type { Loose, Person } from './person.ts'

/** A port that was free a moment ago: for a portal that must know its own address. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return port
}

export interface Machine {
  id: number
  name: string
  client_id: string
  client_secret: string
}

let count = 0

/** A machine client with these permissions, declared as rights of an outside service where no module knows them. */
export async function machine(
  ada: Person,
  permissions: string[],
  more: { audiences?: string[]; token_ttl_seconds?: number; company_ids?: number[]; all?: boolean } = {},
): Promise<Machine> {
  const { company_ids, all, ...client } = more
  const name = `Machine ${++count} ${Math.random().toString(36).slice(2, 8)}`
  const known = await ada.get('/api/permissions').answers(200)
  const names = new Set((known.items as unknown as { name: string }[]).map((one) => one.name))
  for (const permission of permissions.filter((one) => !names.has(one)))
    await ada
      .post('/api/service-permissions', { name: permission, label: permission, audience: 'outside' })
      .answers(201)
  const made: Loose = await ada.post('/api/machine-clients', { name, ...client }).answers(201)
  const id = Number(made.client?.id)
  const role = await ada.post('/api/roles', { name, kind: 'machine', permissions }).answers(201)
  await ada
    .put(`/api/machine-clients/${id}/roles`, {
      role_ids: [role.id],
      company_access: all ? 'all' : 'listed',
      ...(company_ids && { company_ids }),
    })
    .answers(200)
  return { id, name, client_id: String(made.client_id), client_secret: String(made.client_secret) }
}

export const basic = ({ client_id, client_secret }: Pick<Machine, 'client_id' | 'client_secret'>) => ({
  authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
})

/** A token by JSON; `more` are further parameters. */
export async function tokenOf(who: Person, one: Machine, more: object = {}): Promise<string> {
  const { client_id, client_secret } = one
  const body = { grant_type: 'client_credentials', client_id, client_secret, ...more }
  return String((await who.post('/auth/token', body).answers(200)).access_token)
}

export const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
