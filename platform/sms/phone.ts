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
