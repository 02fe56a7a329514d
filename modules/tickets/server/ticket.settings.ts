import { type Database, readSettings, type Scope } from '../../../platform/database/index.ts'
import type { DeskSettings } from '../contract/settings.ts'

export type { DeskSettings } from '../contract/settings.ts'

/** What the desk is told at start, by the environment. */
export interface TicketSettings {
  /** Links in mails begin with it. */
  portal_url: string
  max_attachment_bytes: number
}

/** As long as nobody said anything. */
export const usualSettings: DeskSettings = {
  number_prefix: 'T-',
  open_requests: true,
  customers_choose_priority: true,
  customers_see_assignee: true,
  cc_anyone: false,
  reopen_days: 14,
  auto_close_days: 7,
  reply_edit_minutes: 15,
  acknowledge_mail: true,
  support_address: null,
  reply_address_template: null,
  max_attachment_mb: 25,
}

const freshMs = 5_000

interface Kept {
  settings: DeskSettings
  /** Prefixes that numbers had before: they stay readable. */
  former: readonly string[]
  read_at: number
}

const kept = new WeakMap<Database, Kept>()
const numbers = { prefix: usualSettings.number_prefix, former: [] as readonly string[] }

type Reader = Pick<Scope, 'tx'>

/** How the desk works. Read at most every 5 seconds, so it costs no statement; the node that changes it knows at once. */
export async function deskSettings(scope: Reader): Promise<DeskSettings> {
  const known = kept.get(scope.tx.database)
  if (known && performance.now() - known.read_at < freshMs) return known.settings
  return (await readKept(scope)).settings
}

async function readKept({ tx }: Reader): Promise<Kept> {
  const stored = await readSettings(tx, 'tickets')
  const settings: DeskSettings = { ...usualSettings }
  for (const name of Object.keys(usualSettings)) {
    const value = stored.get(`tickets.${name}`)
    if (value !== undefined) Object.assign(settings, { [name]: value })
  }
  const former = stored.get('tickets.former_prefixes')
  const read = {
    settings,
    former: Array.isArray(former) ? former.map(String) : [],
    read_at: performance.now(),
  }
  kept.set(tx.database, read)
  numbers.prefix = settings.number_prefix
  numbers.former = read.former
  return read
}

/** What is there at this moment, whatever was kept: for those who are about to change it. */
export async function settingsNow(
  scope: Reader,
): Promise<{ settings: DeskSettings; former: readonly string[] }> {
  const read = await readKept(scope)
  forgetSettings(scope)
  return read
}

/** What is kept is read again; at the change, and once more after its commit. */
export function forgetSettings({ tx }: Reader): void {
  kept.delete(tx.database)
  tx.afterCommit(() => kept.delete(tx.database))
}

/** The number of a ticket as people see it. Whoever shows one has asked `deskSettings` in the same work before. */
export const numberOf = (ticketId: number) => `${numbers.prefix}${ticketId}`

/** The id that somebody means by `T-1042`, `t1042`, `#1042` or `1042`; earlier prefixes stay valid. */
export function readNumber(text: string): number | null {
  const digits = /[1-9]\d{0,14}$/.exec(text.trim())?.[0]
  if (!digits) return null
  const before = text.trim().slice(0, -digits.length).toUpperCase()
  const prefixes = [numbers.prefix, ...numbers.former]
  const known = ['', '#', ...prefixes.flatMap((prefix) => [prefix, prefix.replace(/-$/, '')])]
  return known.includes(before) ? Number(digits) : null
}

/** The greatest attachment: the desk's limit, within the house's. */
export const attachmentBytes = ({ max_attachment_mb }: DeskSettings, house: TicketSettings) =>
  Math.min(house.max_attachment_bytes, max_attachment_mb * 1_048_576)
