import { invalid } from '../../../platform/contract/problems.ts'
import type { CompanyFields } from './company.queries.ts'

/** Company fields as sent, brought into the form in which they are kept; 422 for what no schema can know. */
export function tidy<F extends { country?: string | null | undefined; website?: string | null | undefined }>(
  fields: F,
): F {
  const { country, website } = fields
  return {
    ...fields,
    ...(typeof country === 'string' && { country: countryOf(country) }),
    ...(typeof website === 'string' && { website: websiteOf(website) }),
  }
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** ISO 3166-1 alpha-2, upper case. */
function countryOf(text: string): string {
  const code = text.toUpperCase()
  if (!/^[A-Z]{2}$/.test(code) || regions.of(code) === undefined)
    throw invalid('country', 'not_one_of', 'This is no country code of ISO 3166-1.')
  return code
}

/** http or https; without a scheme https is meant. */
function websiteOf(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.length > 2_000)
    throw invalid('website', 'bad_format', 'This is no address of a website.')
  return url
}

/** What the provider keeps to itself: customers neither read it nor hear of it. */
const providersOwn = new Set(['is_vip', 'syncro_id', 'xero_id', 'internal_note'])

/** The fields that differ, and what the events say of them; long texts are cut to 200 characters. */
export function compare(row: CompanyFields, fields: Partial<CompanyFields>) {
  const changed = Object.entries(fields).filter(
    ([name, value]) => value !== undefined && value !== row[name as keyof CompanyFields],
  )
  const changes = changed.map(([field, value]) => ({
    field,
    from: cut(row[field as keyof CompanyFields]),
    to: cut(value),
  }))
  return {
    fields: Object.fromEntries(changed) as Partial<CompanyFields>,
    changes,
    /** For whom the company's people are no audience. */
    private_changes: changes.filter(({ field }) => providersOwn.has(field)),
    public_changes: changes.filter(({ field }) => !providersOwn.has(field)),
  }
}

const cut = (value: unknown) =>
  typeof value === 'string' && value.length > 200 ? `${value.slice(0, 199)}…` : (value ?? null)
