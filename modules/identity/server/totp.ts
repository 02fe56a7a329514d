import { Secret, TOTP } from 'otpauth'
import { encode } from 'uqr'

const period = 30

/** A new secret of 160 bits, in base32 (RFC 4226 §4, RFC 4648). */
export const newSecret = (): string => new Secret({ size: 20 }).base32

/** What authenticators read: SHA-1, 6 digits, 30 s, which all of them can. Long names are cut: each character is a module. */
export function otpauthUrl(secret: string, issuer: string, email: string): string {
  return generatorOf(secret, { issuer: shortened(issuer, 36), label: shortened(email, 80) }).toString()
}

/** As much of a text as fits into so many characters of an address. */
function shortened(text: string, most: number): string {
  const characters = [...text]
  while (encodeURIComponent(characters.join('')).length > most) characters.pop()
  return characters.join('').trim()
}

/** The 30-second step whose code this is, now or one step beside it; null when it is none of them. */
export function stepOfCode(secret: string, code: string): number | null {
  const delta = generatorOf(secret).validate({ token: code, window: 1 })
  return delta === null ? null : Math.floor(Date.now() / 1000 / period) + delta
}

const generatorOf = (secret: string, names: { issuer?: string; label?: string } = {}) =>
  new TOTP({ ...names, algorithm: 'SHA1', digits: 6, period, secret: Secret.fromBase32(secret) })

/** The text as a QR code: dark on white in every theme, with its quiet zone; one path, so that it stays small. */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4, boostEcc: false })
  const path = data.map(rowPath).join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path stroke="#000" d="${path}"/></svg>`
  )
}

/** Runs of dark modules of one row, as strokes of the height of a module. */
function rowPath(row: readonly boolean[], y: number): string {
  const runs = row.map((isDark) => (isDark ? '1' : '0')).join('')
  let at = 0
  let path = ''
  for (const { index, 0: run } of runs.matchAll(/1+/g)) {
    path += path === '' ? `M${index} ${y}.5h${run.length}` : `m${index - at} 0h${run.length}`
    at = index + run.length
  }
  return path
}
