import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

export { readPhone } from '../../../platform/sms/index.ts'

/** The digits of a number without its country: what a landline, however it was typed, ends with. */
export function nationalDigits(e164: string): string {
  return parsePhoneNumberFromString(e164)?.nationalNumber ?? e164.replace(/\D/g, '')
}

/** The words that the directory is searched for; a number in whatever spelling is one word without its zeros. */
export function searchWords(q: string): string[] {
  const digits = q.replace(/\D/g, '').replace(/^0+/, '')
  if (/^[+\d\s()./-]+$/.test(q) && digits.length >= 3) return [digits]
  return q.split(/\s+/).filter(Boolean).slice(0, 3)
}
