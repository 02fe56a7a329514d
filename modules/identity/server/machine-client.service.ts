import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { pageOf, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans } from '../../../platform/http/index.ts'
import type { MachineClient, machineClientsApi } from '../contract/machine-clients.ts'
import * as events from './machine-client.events.ts'
import * as queries from './machine-client.queries.ts'
import { cursorIn, orderIn } from './walk.queries.ts'

type Asked = NonNullable<Received<(typeof machineClientsApi.listMachineClients)['query']>>
type New = NonNullable<Received<(typeof machineClientsApi.createMachineClient)['body']>>
type Changed = NonNullable<Received<(typeof machineClientsApi.changeMachineClient)['body']>>

constraintMeans('machine_clients_name', 'name_taken', 'name')

const mostSecrets = 5
const asIdentity = <T>(scope: Scope, work: () => Promise<T>) => withRole(scope, 'portal_identity', work)

export async function listClients(scope: Scope, asked: Asked) {
  const { q, enabled, sort, limit } = asked
  const walk = { sort, filters: { q, enabled } }
  const order = orderIn(queries.clientOrders, sort)
  const after = cursorIn(asked.after, walk, order)
  const rows = await asIdentity(scope, () =>
    queries.selectClients(scope.tx, { q, enabled }, { order, after, limit }),
  )
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.sort_text],
    ({ sort_text: _, ...row }) => row,
  )
}

export const readClient = (scope: Scope, id: number): Promise<MachineClient> =>
  asIdentity(scope, () => found(scope, id))

/** 404 without such a client: for the roles that `companies` keeps. */
export const requireMachineClient = async (scope: Scope, id: number): Promise<void> =>
  void (await readClient(scope, id))

/** Makes a client with its first secret, which is told once. Roles and companies are given by `companies`. */
export async function createClient(scope: Scope, given: New) {
  const { client, secret } = await asIdentity(scope, async () => {
    const id = await queries.insertClient(scope.tx, { ...given, audiences: [...new Set(given.audiences)] })
    const secret = await addOne(scope, id)
    return { client: await found(scope, id), secret }
  })
  await tell(scope, events.machineClientCreated, client)
  return { client, client_id: client.client_id, client_secret: secret.client_secret }
}

/** Switching it off ends its tokens; those stay dead when it is switched on again. */
export async function changeClient(scope: Scope, id: number, given: Changed): Promise<MachineClient> {
  const { before, after } = await asIdentity(scope, async () => {
    await locked(scope, id)
    const before = await found(scope, id)
    if (differences(before, { ...before, ...given }).length === 0) return { before, after: before }
    await queries.updateClient(scope.tx, id, given)
    if (before.enabled && given.enabled === false) await queries.endTokens(scope.tx, id)
    return { before, after: await found(scope, id) }
  })
  const changes = differences(before, after)
  if (changes.length === 0) return after
  await announce(scope, events.machineClientUpdated, {
    subject_id: id,
    company_id: null,
    data: { ...nameOf(after), changes },
  })
  if (before.enabled && !after.enabled) await tell(scope, events.machineClientDisabled, after)
  return after
}

export async function deleteClient(scope: Scope, id: number): Promise<void> {
  const gone = await asIdentity(scope, async () => {
    await locked(scope, id)
    const client = await found(scope, id)
    await queries.deleteClient(scope.tx, id)
    return client
  })
  await tell(scope, events.machineClientDeleted, gone)
}

/** A further secret, told once; the others end `previous_expire_in_seconds` from now. */
export async function addSecret(scope: Scope, id: number, previousSeconds: number) {
  const { client, made } = await asIdentity(scope, async () => {
    await locked(scope, id)
    await queries.endSecrets(scope.tx, id, previousSeconds)
    // What ends now still counts as alive in this transaction's own time.
    const client = await found(scope, id)
    if (client.secrets.length >= mostSecrets) throw problem('too_many_secrets')
    return { client, made: await addOne(scope, id) }
  })
  const data = { ...nameOf(client), secret_id: made.id, preview: made.preview }
  await announce(scope, events.clientSecretAdded, { subject_id: id, company_id: null, data })
  return made
}

export async function removeSecret(scope: Scope, id: number, secretId: number): Promise<void> {
  const { client, gone } = await asIdentity(scope, async () => {
    const client = await found(scope, id)
    const gone = await queries.deleteSecret(scope.tx, id, secretId)
    if (!gone) throw notFound()
    return { client, gone }
  })
  const data = { ...nameOf(client), secret_id: secretId, preview: gone.preview }
  await announce(scope, events.clientSecretRemoved, { subject_id: id, company_id: null, data })
}

/** Every token issued so far is dead with the next request, on every node. */
export async function revokeTokens(scope: Scope, id: number): Promise<{ not_before: string }> {
  const { client, not_before } = await asIdentity(scope, async () => {
    await locked(scope, id)
    return { client: await found(scope, id), not_before: await queries.endTokens(scope.tx, id) }
  })
  await tell(scope, events.clientTokensRevoked, client)
  return { not_before }
}

async function addOne(scope: Scope, clientId: number) {
  const client_secret = randomToken()
  const preview = client_secret.slice(0, 6)
  const id = await queries.insertSecret(scope.tx, clientId, { preview, secret_hash: sha256(client_secret) })
  return { id, client_secret, preview }
}

async function locked(scope: Scope, id: number): Promise<void> {
  if (!(await queries.lockClient(scope.tx, id))) throw notFound()
}

async function found(scope: Scope, id: number): Promise<MachineClient> {
  const client = await queries.findClient(scope.tx, id)
  if (!client) throw notFound()
  return client
}

const fields = ['name', 'description', 'audiences', 'token_ttl_seconds', 'enabled'] as const

const differences = (before: MachineClient, after: Pick<Changed, (typeof fields)[number]>) =>
  fields
    .filter(
      (field) => after[field] !== undefined && JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    )
    .map((field) => ({ field, from: before[field], to: after[field] }))

const nameOf = ({ name, client_id }: MachineClient) => ({ name, client_id })

const tell = (scope: Scope, type: typeof events.machineClientCreated, client: MachineClient) =>
  announce(scope, type, { subject_id: client.id, company_id: null, data: nameOf(client) })
