import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const keyForm = /^mpk_[0-9A-Za-z]{60}$/
const randomLength = 54

/** 64 characters: `mpk_`, 54 random ones of base62 (321 bits), and 6 of their CRC-32. */
export function makeApiKey(): string {
  const body = `mpk_${randomBase62(randomLength)}`
  return body + checksum(body)
}

/** Whether it can be a key at all: a typo or a chance find dies here, without a query. */
export function isApiKey(text: string): boolean {
  return keyForm.test(text) && checksum(text.slice(0, -6)) === text.slice(-6)
}

/** The part of a key that lists show. */
export const previewOf = (key: string) => key.slice(0, 12)

function randomBase62(length: number): string {
  let text = ''
  while (text.length < length) {
    // Bytes from 248 on are dropped: they would make the first characters of the alphabet likelier.
    const bytes = [...randomBytes(length)].filter((byte) => byte < 248)
    text += bytes.map((byte) => alphabet.charAt(byte % 62)).join('')
  }
  return text.slice(0, length)
}

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let digit = 0; digit < 6; digit++) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}
