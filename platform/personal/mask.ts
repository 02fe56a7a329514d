/** The change of one field, as the stream keeps it. */
export interface FieldChange {
  field: string
  from: unknown
  to: unknown
}

/** What says nothing about a person's life is kept as it is; everything else only roughly (companies §4.12). */
const plain = new Set([
  'department',
  'job_title',
  'enabled',
  'onboard_on',
  'offboard_at',
  'source',
  'manager_id',
  'time_zone',
  'locale',
])

/** The fields that differ, with personal values masked: enough to see that, and roughly what; nothing to erase. */
export function maskedChanges(before: object, after: object): FieldChange[] {
  const old = before as Record<string, unknown>
  return Object.entries(after)
    .filter(([field, value]) => value !== undefined && (value ?? null) !== (old[field] ?? null))
    .map(([field, value]) => ({ field, from: masked(field, old[field]), to: masked(field, value) }))
}

function masked(field: string, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return null
  if (plain.has(field)) return value
  const text = String(value)
  if (field === 'email') return maskedAddress(text)
  if (field === 'mobile_phone' || field === 'phone') return maskedPhone(text)
  return `${[...text][0] ?? ''}•••`
}

/** `+61 ••• ••• 123` */
function maskedPhone(text: string): string {
  const start = /^\+\d{2}/.exec(text)?.[0]
  return `${start ? `${start} ` : ''}••• ••• ${text.replace(/\D/g, '').slice(-3)}`
}

/** `a•••@example.com` */
export function maskedAddress(text: string): string {
  const at = text.lastIndexOf('@')
  return `${[...text][0] ?? ''}•••${at < 0 ? '' : text.slice(at)}`
}
