import { language } from '../../../platform/web/messages/index.ts'
import type { FieldOption } from '../../../platform/web/ui/index.ts'

const regions = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
/** Codes that are no country: unions, reserved and private ones. */
const noCountries = new Set([
  'AC',
  'CP',
  'CQ',
  'DG',
  'EA',
  'EU',
  'EZ',
  'IC',
  'QO',
  'TA',
  'UN',
  'XA',
  'XB',
  'ZZ',
])

/** The name of a country (ISO 3166-1 alpha-2) in the reader's language. */
export const countryName = (code: string): string => regions.of(code) ?? code

/** All countries by name, with an empty choice first. */
export function countries(): FieldOption[] {
  const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second))
  const options = codes
    .filter((code) => !noCountries.has(code) && isCurrent(code))
    .map((value) => ({ value, label: countryName(value) }))
    .sort((one, other) => one.label.localeCompare(other.label, language))
  return [{ value: '', label: '' }, ...options]
}

/** Former countries are known by name too; their code has become another. */
const isCurrent = (code: string) =>
  regions.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code

/** IANA time zones, with an empty choice first. */
export function timeZones(own: string | null): FieldOption[] {
  const names = new Set(Intl.supportedValuesOf('timeZone'))
  if (own) names.add(own)
  return [
    { value: '', label: '' },
    ...[...names].map((value) => ({ value, label: value.replaceAll('_', ' ') })),
  ]
}

const usualLocales = [
  'en-AU',
  'en-GB',
  'en-NZ',
  'en-US',
  'de-AT',
  'de-CH',
  'de-DE',
  'fr-FR',
  'it-IT',
  'nl-NL',
]

/** Languages with their country, with an empty choice first; the one that is set is always among them. */
export function locales(own: string | null): FieldOption[] {
  const names = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
  const tags = [...new Set([...usualLocales, ...(own ? [own] : [])])]
  const options = tags.map((value) => ({ value, label: names.of(value) ?? value }))
  return [
    { value: '', label: '' },
    ...options.sort((one, other) => one.label.localeCompare(other.label, language)),
  ]
}
