import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** A number as it is called (E.164); null when it is none. Without `+` it is one of the country. */
export function readPhone(text: string, country: string | null): string | null {
  const region = country?.toUpperCase() ?? ''
  const number = parsePhoneNumberFromString(
    text,
    isSupportedCountry(region) ? { defaultCountry: region as CountryCode } : {},
  )
  return number?.isPossible() ? number.number : null
}

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
