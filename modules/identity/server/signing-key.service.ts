import { notFound, problem } from '../../../platform/contract/problems.ts'
import { inTransaction, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { type By, byActor, type Foundation, foundationOf } from './foundation.ts'
import { signingKeyActivated, signingKeyPublished, signingKeyRetired } from './signing-key.events.ts'
import * as queries from './signing-key.queries.ts'
import { makeSigningKey } from './signing-key.ts'

/** The last token of a key lives at most 60 minutes; its key stays published 65 minutes longer. */
const keepMinutes = 125

/** Makes the first key, publishes the next one in time, lets it sign a day later, and withdraws old ones. */
export async function turnKeys(foundation: Foundation): Promise<void> {
  await inTransaction(foundation.database, { role: 'portal_identity' }, async (tx) => {
    const visit = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }
    const by = byActor(tx, visit, { kind: 'system', id: null })
    await queries.lockKeys(tx)
    const due = await queries.selectDue(tx)
    if (!due.has_current) await addKey(by, foundation, 'current')
    else if (due.activation_due) await activate(by)
    else if (due.next_due && !due.has_next) await addKey(by, foundation, 'next')
    await retire(by, 'due')
  })
}

/**
 * Publishes the next key, which signs a day later; 409 `rotation_running` when one is published already. In an
 * emergency a new key signs now and every other is withdrawn: tokens they signed are dead with the next request.
 */
export async function rotateKeys(scope: Scope, emergency: boolean) {
  const foundation = foundationOf(scope.tx.database)
  return withRole(scope, 'portal_identity', async () => {
    await queries.lockKeys(scope.tx)
    if (emergency) {
      await retire(scope, 'all')
      return shown(await addKey(scope, foundation, 'current', true))
    }
    const due = await queries.selectDue(scope.tx)
    if (due.has_next) throw problem('rotation_running')
    return shown(await addKey(scope, foundation, due.has_current ? 'next' : 'current'))
  })
}

/** The same for the command line. 409 `rotation_running` when a next key is published. */
export function publishNextKey(foundation: Foundation): Promise<{ kid: string }> {
  return inTransaction(foundation.database, { role: 'portal_identity' }, async (tx) => {
    const visit = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }
    const by = byActor(tx, visit, { kind: 'cli', id: null })
    await queries.lockKeys(tx)
    if ((await queries.selectDue(tx)).has_next) throw problem('rotation_running')
    return addKey(by, foundation, 'next')
  })
}

export async function listSigningKeys(scope: Scope) {
  const rows = await withRole(scope, 'portal_identity', () => queries.selectSigningKeys(scope.tx))
  return { items: rows.map(shown) }
}

type ByOrScope = By | Scope

async function addKey(by: ByOrScope, foundation: Foundation, status: 'next' | 'current', emergency = false) {
  const { tokenCrypto, settings } = foundation
  const made = await makeSigningKey(tokenCrypto, settings.tokens.algorithm, status)
  const row = await queries.insertSigningKey(by.tx, made)
  await tell(by, signingKeyPublished, row)
  if (status === 'current') await tell(by, signingKeyActivated, row, { emergency })
  return row
}

async function activate(by: By): Promise<void> {
  await queries.demoteCurrent(by.tx, keepMinutes)
  const row = await queries.activateNext(by.tx)
  if (!row) throw notFound()
  await tell(by, signingKeyActivated, row, { emergency: false })
}

async function retire(by: ByOrScope, which: 'due' | 'all'): Promise<void> {
  for (const row of await queries.retireKeys(by.tx, which))
    await tell(by, signingKeyRetired, row, { emergency: which === 'all' })
}

function tell(
  by: ByOrScope,
  type: typeof signingKeyPublished | typeof signingKeyActivated,
  { id, kid, algorithm }: queries.SigningKeyRow,
  more: { emergency?: boolean } = {},
): Promise<void> {
  return announce(by, type as typeof signingKeyPublished, {
    subject_id: id,
    company_id: null,
    data: { kid, algorithm, ...more },
  })
}

const shown = ({
  id,
  kid,
  algorithm,
  status,
  published_at,
  activated_at,
  retired_at,
}: queries.SigningKeyRow) => ({
  id,
  kid,
  algorithm,
  status: status as queries.KeyStatus,
  published_at,
  activated_at,
  retired_at,
})
