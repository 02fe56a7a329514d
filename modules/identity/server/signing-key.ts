import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Crypto } from '../../../platform/crypto/index.ts'
import type { NewSigningKey, SigningKeyRow } from './signing-key.queries.ts'

export type Algorithm = 'ES256' | 'EdDSA'

const contextOf = (kid: string) => `signing_keys:private_ciphertext:${kid}`

/** A fresh pair, its private half encrypted for the row (RFC 7638 thumbprint as kid). */
export async function makeSigningKey(
  crypto: Crypto,
  algorithm: Algorithm,
  status: 'next' | 'current',
): Promise<NewSigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const { d: _, ...bare } = await exportJWK(pair.publicKey)
  const kid = await calculateJwkThumbprint(bare)
  const sealed = crypto.encrypt(JSON.stringify(await exportJWK(pair.privateKey)), contextOf(kid))
  return {
    kid,
    algorithm,
    public_jwk: { ...bare, kid, alg: algorithm, use: 'sig' },
    private_ciphertext: sealed.ciphertext,
    private_key_id: sealed.key_id,
    status,
  }
}

/** Opens the private half. Throws `CryptoProblem` when the key to it is gone. */
export async function openPrivate(crypto: Crypto, row: SigningKeyRow): Promise<CryptoKey> {
  const plain = crypto.decrypt(row.private_ciphertext, row.private_key_id, contextOf(row.kid))
  return (await importJWK(JSON.parse(plain.toString('utf8')) as JWK, row.algorithm)) as CryptoKey
}

export const openPublic = async (row: SigningKeyRow): Promise<CryptoKey> =>
  (await importJWK(row.public_jwk as JWK, row.algorithm)) as CryptoKey

/** The same private key under the current data key. */
export function sealAgain(crypto: Crypto, row: SigningKeyRow) {
  const plain = crypto.decrypt(row.private_ciphertext, row.private_key_id, contextOf(row.kid))
  return crypto.encrypt(plain, contextOf(row.kid))
}
