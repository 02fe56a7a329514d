import { inTransaction } from '../../../platform/database/index.ts'
import type { Foundation } from './foundation.ts'
import { selectEncryptedElsewhere, selectPublished, updateCiphertext } from './signing-key.queries.ts'
import { sealAgain } from './signing-key.ts'
import { sealTotpAgain } from './totp.service.ts'

/** Encrypts private signing keys and secrets of authenticators anew; says under which keys the former lie then. Resumable. */
export function rotateData({ database, crypto, tokenCrypto }: Foundation) {
  return inTransaction(database, { role: 'portal_identity' }, async (tx) => {
    const { key_id } = tokenCrypto.encrypt('', 'none')
    const rows = await selectEncryptedElsewhere(tx, key_id)
    for (const row of rows) await updateCiphertext(tx, row.id, sealAgain(tokenCrypto, row))
    const left = await selectPublished(tx)
    const secrets = await sealTotpAgain(crypto, tx)
    return {
      rewritten: rows.length + secrets,
      keys_in_use: [...new Set(left.map((row) => row.private_key_id))],
    }
  })
}
