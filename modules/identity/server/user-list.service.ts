import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound } from '../../../platform/contract/problems.ts'
import {
  pageOf,
  readCursor,
  type Scope,
  type Transaction,
  withRole,
} from '../../../platform/database/index.ts'
import type { UserDetail, UserItem, usersApi } from '../contract.ts'
import { emailKey } from './email.ts'
import { foundationOf } from './foundation.ts'
import { listEvents, listSessions } from './own-session.service.ts'
import { selectPasskeys } from './passkey.queries.ts'
import { countCodes } from './recovery-code.queries.ts'
import { selectTotpDevices } from './totp.queries.ts'
import * as queries from './user-list.queries.ts'
import { pendingEmail } from './user-token.queries.ts'

type Asked = NonNullable<Received<(typeof usersApi.listUsers)['query']>>

/** Everybody with an account, by search and filters; the erased only when asked for. */
export function listUsers(scope: Scope, { limit, after, count, sort, ...asked }: Asked) {
  return withRole(scope, 'portal_identity', async () => {
    const { tx } = scope
    const walk = { sort, filters: asked }
    const cursor = readCursor(after, walk, queries.keysOf(sort))
    const { blocked, ...plain } = asked
    const among = blocked === undefined ? undefined : { ids: await blockedUsers(tx), inside: blocked }
    const filters = { ...plain, among }
    const rows = await queries.selectUsers(tx, filters, { sort, limit, after: cursor })
    const blocks = await blockedKeys(tx, rows)
    const page = pageOf(
      rows,
      limit,
      walk,
      (row) => row.order_keys,
      ({ order_keys, ...row }) => itemOf(row, blocks.has(row.email_key)),
    )
    if (!count) return page
    const total = await queries.countUsers(tx, filters)
    return { ...page, total: Math.min(total, queries.countCap), total_capped: total > queries.countCap }
  })
}

const itemOf = ({ email_key, ...row }: queries.UserRow, blocked: boolean): UserItem => ({ ...row, blocked })

/** Pauses are kept by a keyed hash of the address, so who is blocked is found by hashing theirs. */
async function blockedUsers(tx: Transaction): Promise<number[]> {
  const maybe = await queries.selectMaybeBlocked(tx)
  const blocked = await blockedKeys(tx, maybe)
  return maybe.filter(({ email_key }) => blocked.has(email_key)).map(({ id }) => id)
}

async function blockedKeys(tx: Transaction, people: readonly { email_key: string }[]): Promise<Set<string>> {
  const { crypto } = foundationOf(tx.database)
  const byHash = new Map(
    people.map(({ email_key }) => [crypto.mac('identifier', email_key).toString('hex'), email_key]),
  )
  const hashes = [...byHash.keys()].map((hex) => Buffer.from(hex, 'hex'))
  const rows = await queries.selectBlocks(tx, hashes)
  return new Set(rows.map(({ identifier_hash }) => byHash.get(identifier_hash.toString('hex')) ?? ''))
}

/** One person as super administrators see them; 404 for nobody. */
export function readUser(scope: Scope, id: number): Promise<UserDetail> {
  return withRole(scope, 'portal_identity', () => detailOf(scope.tx, id))
}

/** The same inside a transaction of identity. */
export async function detailOf(tx: Transaction, id: number): Promise<UserDetail> {
  const row = await queries.selectUser(tx, id)
  const facts = row && (await queries.selectFacts(tx, id))
  if (!row || !facts) throw notFound()
  const { sessions, devices, api_keys, ...rest } = facts
  const hash = foundationOf(tx.database).crypto.mac('identifier', emailKey(row.email))
  const blocks = await queries.selectBlocks(tx, [hash])
  return {
    ...itemOf(row, blocks.length > 0),
    ...rest,
    pending_email: await pendingEmail(tx, id),
    blocks: blocks.map(({ identifier_hash, ...block }) => block),
    factors: {
      totp_devices: await selectTotpDevices(tx, id),
      passkeys: await selectPasskeys(tx, id),
      recovery_codes_left: await countCodes(tx, id),
    },
    counts: { sessions, devices, api_keys },
    sessions: (await listSessions(tx, id, null, { limit: 20 })).items,
    events: (await listEvents(tx, id, { limit: 20 })).items,
  }
}
