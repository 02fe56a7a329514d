import { type Database, inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { ownerOf } from './attempt.ts'
import { type House, houseOf, seal, unseal } from './house.ts'
import { inboundSecret } from './inbound.service.ts'
import * as queries from './secret.queries.ts'

const hooks = 'webhook_endpoints'
const columns: (queries.SealedColumn & { owner: string })[] = [
  { table: hooks, ciphertext: 'secret_encrypted', key_id: 'secret_key_id', owner: ownerOf('secret') },
  {
    table: hooks,
    ciphertext: 'previous_secret_encrypted',
    key_id: 'previous_secret_key_id',
    owner: ownerOf('secret'),
  },
  { table: hooks, ciphertext: 'headers_encrypted', key_id: 'headers_key_id', owner: ownerOf('headers') },
  {
    table: 'inbound_webhooks',
    ciphertext: 'secret_encrypted',
    key_id: 'secret_key_id',
    owner: inboundSecret,
  },
]

/** Encrypts the secrets of webhooks and connections anew under the current key; how many. Resumable. */
export function sealSecretsAgain(database: Database): Promise<number> {
  const house = houseOf(database)
  const { key_id } = seal(house, '', 'none')
  return inTransaction(database, { role: 'portal_provider', all_companies: true }, async (tx) => {
    let count = await sealConnectionsAgain(tx, house, key_id)
    for (const column of columns)
      for (const row of await queries.selectSealedElsewhere(tx, column, key_id)) {
        const plain = unseal(house, row.ciphertext, row.key_id, column.owner)
        await queries.updateSealed(tx, column, row.id, seal(house, plain, column.owner))
        count++
      }
    return count
  })
}

async function sealConnectionsAgain(tx: Transaction, house: House, keyId: string): Promise<number> {
  let count = 0
  for (const { slug, secrets } of await queries.selectConnectionSecrets(tx)) {
    const stale = Object.entries(secrets).filter(([, { key_id }]) => key_id !== keyId)
    for (const [name, kept] of stale) {
      const owner = `integration_settings:${slug}:${name}`
      const plain = unseal(house, Buffer.from(kept.ciphertext, 'base64'), kept.key_id, owner)
      const { ciphertext, key_id } = seal(house, plain, owner)
      secrets[name] = { ...kept, ciphertext: ciphertext.toString('base64'), key_id }
    }
    if (stale.length > 0) await queries.updateConnectionSecrets(tx, slug, secrets)
    count += stale.length
  }
  return count
}
