import type { ImportBody } from './import.record.ts'
import { type Body, renderBody } from './rich-text.ts'

const longest = 100_000

/** A foreign body as it is stored, through the same allow-list as everybody's; pictures from elsewhere are links. */
export function renderImported({ text, format }: ImportBody): Body & { body_format: string } {
  return { ...renderBody(format, cut(sound(text), longest)), body_format: format }
}

/** What a database can keep: no NUL, no half characters, one kind of line end. */
export const sound = (text: string): string =>
  text.toWellFormed().replaceAll('\u0000', '').replace(/\r\n?/g, '\n')

/** At most so many characters, and no half of one at the end. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
