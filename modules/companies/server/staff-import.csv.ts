import { parse } from 'csv-parse/sync'
import { Email, Text, z } from '../../../platform/contract/schema.ts'
import { readPhone } from './staff.phone.ts'
import type { StaffFields } from './staff-write.queries.ts'

/** A row of the file as it was understood: only what it says; blanks say nothing. */
export type ImportedRow = Partial<Omit<StaffFields, 'note' | 'manager_id' | 'enabled'>> & {
  first_name: string
  manager_name?: string
}

export interface RowProblem {
  row: number
  field: string
  code: string
  message: string
}

export interface ReadRow {
  row: number
  /** Null when something is wrong with it. */
  fields: ImportedRow | null
  problems: RowProblem[]
}

/** How the columns of other programs' exports are called, in lower case without blanks and signs. */
const columns: Record<string, readonly string[]> = {
  first_name: ['firstname', 'givenname', 'vorname', 'first'],
  last_name: ['lastname', 'surname', 'familyname', 'nachname', 'last'],
  name: ['name', 'displayname', 'fullname', 'anzeigename'],
  email: ['email', 'mail', 'emailaddress', 'userprincipalname', 'primaryemail', 'emailadresse'],
  mobile_phone: ['mobilephone', 'mobile', 'cell', 'cellphone', 'mobilenumber', 'handy', 'mobiltelefon'],
  phone: ['phone', 'telephone', 'phonenumber', 'officephone', 'workphone', 'businessphone', 'telefon'],
  job_title: ['jobtitle', 'title', 'position', 'role', 'funktion'],
  department: ['department', 'dept', 'abteilung'],
  manager_name: ['manager', 'managername', 'vorgesetzter'],
  employer: ['employer', 'agency', 'organisation', 'organization', 'arbeitgeber'],
  street: ['street', 'streetaddress', 'address', 'strasse', 'straße'],
  city: ['city', 'suburb', 'ort', 'stadt'],
  state: ['state', 'province', 'stateorprovince', 'bundesland'],
  postcode: ['postcode', 'zip', 'zipcode', 'postalcode', 'plz'],
  country: ['country', 'countrycode', 'land'],
}
const longest: Record<string, number> = {
  first_name: 80,
  last_name: 80,
  phone: 40,
  job_title: 100,
  department: 100,
  manager_name: 160,
  employer: 200,
  street: 200,
  city: 100,
  state: 100,
  postcode: 20,
}

/** Rows of a CSV (RFC 4180; comma, semicolon or tab; UTF-8, with or without BOM). The first names the columns. */
export function readTable(bytes: Buffer): string[][] {
  const text = new TextDecoder('utf-8').decode(bytes)
  const head = text.slice(0, text.search(/\r|\n|$/))
  const delimiter = [';', '\t', ','].find((sign) => head.includes(sign)) ?? ','
  return parse(text, { delimiter, relax_column_count: true, skip_empty_lines: true, bom: true, trim: true })
}

/** Which column of the file is which field; null when none of them names people. */
export function fieldsOfHead(head: readonly string[]): (string | null)[] | null {
  const found = head.map((title) => {
    const plain = title.toLowerCase().replace(/[^\p{L}]/gu, '')
    return Object.keys(columns).find((field) => columns[field]?.includes(plain)) ?? null
  })
  return found.includes('first_name') || found.includes('name') ? found : null
}

/** About how many rows there are: line ends outside of quotes. No more than a look at every byte. */
export function countLines(bytes: Buffer): number {
  let lines = 0
  let isQuoted = false
  let isBlank = true
  for (const byte of bytes) {
    if (byte === 0x22) isQuoted = !isQuoted
    if (byte === 0x0a && !isQuoted) {
      if (!isBlank) lines++
      isBlank = true
    } else if (byte !== 0x0d) isBlank = false
  }
  return isBlank ? lines : lines + 1
}

/** One row of the file, `row` being its number there (the head is 1). */
export function readRow(
  cells: readonly string[],
  fields: readonly (string | null)[],
  row: number,
  country: string | null,
): ReadRow {
  const problems: RowProblem[] = []
  const wrong = (field: string, code: string, message: string) => problems.push({ row, field, code, message })
  const given: Record<string, string> = {}
  fields.forEach((field, at) => {
    const text = cells[at]?.normalize('NFC').trim()
    if (field && text) given[field] ??= text
  })
  splitName(given)
  if (!given.first_name) wrong('first_name', 'required', 'There is no first name.')
  for (const [field, most] of Object.entries(longest)) {
    if (given[field] === undefined) continue
    if (!z.safeParse(Text(most), given[field]).success)
      wrong(field, 'bad_format', `This is longer than ${most} characters, or no text.`)
  }
  if (given.email && !z.safeParse(Email, given.email).success)
    wrong('email', 'bad_format', 'This is no e-mail address.')
  readNumber(given, country, wrong)
  readCountry(given, wrong)
  return { row, problems, fields: problems.length > 0 ? null : (given as unknown as ImportedRow) }
}

type Wrong = (field: string, code: string, message: string) => void

/** "Hopper, Grace" or "Grace Hopper". */
function splitName(given: Record<string, string>): void {
  const { name } = given
  delete given.name
  if (!name || given.first_name) return
  const [last = '', first] = name.split(/,\s*/)
  const words = name.split(/\s+/)
  given.first_name = first ?? words[0] ?? name
  const rest = first ? last : words.slice(1).join(' ')
  if (rest) given.last_name ??= rest
}

function readNumber(given: Record<string, string>, country: string | null, wrong: Wrong): void {
  if (!given.mobile_phone) return
  const number = readPhone(given.mobile_phone, given.country?.length === 2 ? given.country : country)
  if (number === null) wrong('mobile_phone', 'bad_format', 'This is no phone number with its country.')
  else given.mobile_phone = number
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
let codes: Map<string, string> | undefined

/** A code, or the English name of a country. */
function readCountry(given: Record<string, string>, wrong: Wrong): void {
  const { country } = given
  if (!country) return
  const code = /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : countryNames().get(country.toLowerCase())
  if (!code || regions.of(code) === undefined) wrong('country', 'not_one_of', 'This is no country.')
  else given.country = code
}

function countryNames(): Map<string, string> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  codes ??= new Map(
    letters
      .flatMap((a) => letters.map((b) => a + b))
      .flatMap((code) => {
        const name = regions.of(code)
        return name && name !== code ? [[name.toLowerCase(), code] as const] : []
      }),
  )
  return codes
}
