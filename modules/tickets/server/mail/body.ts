import sanitizeHtml from 'sanitize-html'
import { escapeHtml } from '../../../../platform/http/index.ts'
import type { Said } from './told.queries.ts'
import type { MailWords } from './words.ts'

export interface LinkedFile {
  name: string
  url: string
}

/** The parts of a mail, in their order. */
export interface Letter {
  words: MailWords
  /** One sentence of ours above everything. */
  lead: string | null
  /** Facts for the desk: who asks, how urgent. */
  facts: readonly (readonly [string, string])[]
  said: Pick<Said, 'body_text' | 'body_html'> | null
  /** Files that were too large to go along. */
  files: readonly LinkedFile[]
  link: string
  before: Pick<Said, 'body_text' | 'body_html' | 'author_name' | 'created_at'> | null
  portal_name: string
  portal_url: string
  stop: { label: string; url: string } | null
}

/** As plain text, with what was said before quoted by `>`. */
export function textOf(letter: Letter): string {
  const { words, before, stop } = letter
  const parts = [
    letter.lead,
    letter.facts.map(([name, value]) => `${name}: ${value}`).join('\n'),
    letter.said?.body_text,
    letter.files.length > 0 &&
      [`${words.files}:`, ...letter.files.map(({ name, url }) => `- ${name}: ${url}`)].join('\n'),
    `${words.open}: ${letter.link}`,
    before &&
      `${words.wrote(before.author_name, words.time(before.created_at))}\n${quoted(before.body_text)}`,
    `-- \n${letter.portal_name}${stop ? `\n${stop.label}: ${stop.url}` : ''}`,
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

const quoted = (text: string) =>
  text
    .split('\n')
    .map((line) => (line ? `> ${line}` : '>'))
    .join('\n')

/** As HTML: nothing is fetched from anywhere, pictures are links. */
export function htmlOf(letter: Letter): string {
  const { words, before, stop } = letter
  const parts = [
    letter.lead && `<p>${escapeHtml(letter.lead)}</p>`,
    letter.facts.length > 0 &&
      `<p>${letter.facts.map(([name, value]) => `${escapeHtml(name)}: <strong>${escapeHtml(value)}</strong>`).join('<br>')}</p>`,
    letter.said && forMail(letter, letter.said.body_html),
    letter.files.length > 0 &&
      `<p>${escapeHtml(words.files)}:</p><ul>${letter.files.map(({ name, url }) => `<li>${anchor(url, name)}</li>`).join('')}</ul>`,
    `<p>${anchor(letter.link, words.open)}</p>`,
    before &&
      `<p>${escapeHtml(words.wrote(before.author_name, words.time(before.created_at)))}</p>
<blockquote style="margin:0;padding-left:1em;border-left:2px solid #999">${forMail(letter, before.body_html)}</blockquote>`,
    `<hr><p style="font-size:small">${escapeHtml(letter.portal_name)}${stop ? ` · ${anchor(stop.url, stop.label)}` : ''}</p>`,
  ]
  return `${parts.filter(Boolean).join('\n')}\n`
}

const anchor = (url: string, text: string) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`

/** Addresses within the portal become whole ones, pictures become links to them. */
function forMail({ portal_url, words }: Letter, html: string): string {
  const whole = (address: string | undefined) => (address?.startsWith('/') ? portal_url + address : address)
  return sanitizeHtml(html, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'u', 's'],
    allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
    transformTags: {
      a: (tagName, { href, ...rest }) => ({
        tagName,
        attribs: { ...rest, ...(href && { href: whole(href) ?? '' }) },
      }),
      img: (_, { src, alt }) => ({
        tagName: 'a',
        attribs: { href: whole(src) ?? '' },
        text: alt || words.image,
      }),
    },
  })
}
