import type { Scope } from '../../../platform/database/index.ts'
import { escapeHtml } from '../../../platform/http/index.ts'
import { companyName } from '../../companies/server/index.ts'
import type { DueRow } from './delivery.queries.ts'
import { labelFor } from './labels.ts'
import type { Texts } from './mail-text.ts'
import { readsGerman } from './people.queries.ts'
import { portalName, portalOf } from './portal.ts'

const mostLines = 50

const en = {
  subject: (count: number) => (count === 1 ? 'one message' : `${count} messages`),
  greeting: (name: string) => `Hello ${name},`,
  lead: 'this is what you have not read yet.',
  more: (count: number) => `And ${count} more.`,
  all: 'All notifications',
  stop: 'No more digests',
}
const de: typeof en = {
  subject: (count) => (count === 1 ? 'eine Nachricht' : `${count} Nachrichten`),
  greeting: (name) => `Guten Tag ${name},`,
  lead: 'das haben Sie noch nicht gelesen.',
  more: (count) => `Und ${count} weitere.`,
  all: 'Alle Benachrichtigungen',
  stop: 'Keine Sammelmails mehr',
}

/** Messages of one type, of one company (null: of none). */
interface Part {
  company: string | null
  label: string
  lines: { text: string; url: string | null }[]
}

interface Reader {
  name: string
  locale: string
  unsubscribe_url: string
}

/** The mail of a digest, in its reader's language: by company, then by type; after 50 lines a count. */
export async function digestTexts(scope: Scope, rows: readonly DueRow[], to: Reader): Promise<Texts> {
  const { portal_url } = portalOf(scope.tx.database)
  const words = readsGerman(to.locale) ? de : en
  const shown = rows.slice(0, mostLines)
  const more = rows.length > shown.length ? words.more(rows.length - shown.length) : null
  const parts = await partsOf(scope, shown, to.locale)
  const letter = { words, more, parts, to, all_url: `${portal_url}/notifications` }
  return {
    subject: `${await portalName(scope)}: ${words.subject(rows.length)}`,
    text: textOf(letter),
    html: htmlOf(letter),
  }
}

async function partsOf(scope: Scope, rows: readonly DueRow[], locale: string): Promise<Part[]> {
  const { portal_url } = portalOf(scope.tx.database)
  const parts: Part[] = []
  for (const [companyId, ofCompany] of Map.groupBy(rows, ({ company_id }) => company_id)) {
    const company = companyId === null ? null : await companyName(scope, companyId)
    for (const [type, ofType] of Map.groupBy(ofCompany, ({ event_type }) => event_type)) {
      const lines = ofType.map(({ message, link }) => ({
        text: (message ?? '').replace(/\s+/g, ' ').slice(0, 200),
        url: link === null ? null : `${portal_url}${link}`,
      }))
      parts.push({ company, label: labelFor(type, locale), lines })
    }
  }
  return parts
}

interface Letter {
  words: typeof en
  parts: readonly Part[]
  more: string | null
  to: Reader
  all_url: string
}

/** The name of the company stands above the first of its parts. */
const headOf = (parts: readonly Part[], at: number) =>
  parts[at]?.company === parts[at - 1]?.company ? null : (parts[at]?.company ?? null)

function textOf({ words, parts, more, to, all_url }: Letter): string {
  const said = parts.flatMap(({ label, lines }, at) => {
    const head = headOf(parts, at)
    const list = lines.map(({ text, url }) => `- ${text}${url === null ? '' : `\n  ${url}`}`)
    return [head && `${head}\n${'='.repeat(head.length)}`, [label, ...list].join('\n')]
  })
  const end = [`${words.all}: ${all_url}`, `-- \n${words.stop}: ${to.unsubscribe_url}`]
  return `${[words.greeting(to.name), words.lead, ...said, more, ...end].filter(Boolean).join('\n\n')}\n`
}

function htmlOf({ words, parts, more, to, all_url }: Letter): string {
  const said = parts.flatMap(({ label, lines }, at) => {
    const head = headOf(parts, at)
    const list = lines.map(
      ({ text, url }) => `<li>${url === null ? escapeHtml(text) : anchor(url, text)}</li>`,
    )
    return [
      head && `<h2 style="font-size:1.1em">${escapeHtml(head)}</h2>`,
      `<p><strong>${escapeHtml(label)}</strong></p>\n<ul>${list.join('')}</ul>`,
    ]
  })
  const all = [
    `<p>${escapeHtml(words.greeting(to.name))}</p>`,
    `<p>${words.lead}</p>`,
    ...said,
    more && `<p>${more}</p>`,
    `<p>${anchor(all_url, words.all)}</p>`,
    `<hr>\n<p style="font-size:small">${anchor(to.unsubscribe_url, words.stop)}</p>`,
  ]
  return `${all.filter(Boolean).join('\n')}\n`
}

const anchor = (url: string, text: string) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`
