import type { ImportBody } from './import.record.ts'
import { type Body, renderHtml, renderMarkdown } from './rich-text.ts'

const longest = 100_000
const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign)

/** A foreign body as it is stored. Plain text, of which there may be a million, costs no parser. */
export function renderImported({ text, format }: ImportBody): Body & { body_format: string } {
  const source = cut(sound(text), longest)
  if (format === 'markdown') return { ...renderMarkdown(source), body_format: 'markdown' }
  if (format === 'html') return { ...renderHtml(source), body_format: 'html' }
  const plain = source.trim()
  const body_html = plain
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part).replaceAll('\n', '<br>')}</p>`)
    .join('\n')
  return { body_source: source, body_html, body_text: plain, body_format: 'text' }
}

/** What a database can keep: no NUL, no half characters, one kind of line end. */
export const sound = (text: string): string =>
  text.toWellFormed().replaceAll('\u0000', '').replace(/\r\n?/g, '\n')

/** At most so many characters, and no half of one at the end. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
