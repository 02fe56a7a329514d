import { randomBytes } from 'node:crypto'
import { sha256 } from '../../../platform/crypto/index.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const form = /^[0-9A-HJKMNP-TV-Z]{24}$/

/** 120 random bits in Crockford's base32, in groups of four. */
export function newRecoveryCode(): string {
  let bits = BigInt(`0x${randomBytes(15).toString('hex')}`)
  let code = ''
  for (let index = 0; index < 24; index++) {
    code = (alphabet[Number(bits & 31n)] ?? '') + code
    bits >>= 5n
  }
  return code.replace(/(.{4})(?=.)/g, '$1-')
}

/** SHA-256 of a code as typed: any case, blanks and dashes anywhere, O for 0, I and L for 1. Null: it is no code. */
export function hashOfCode(typed: string): Buffer | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return form.test(code) ? sha256(code) : null
}
