import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'
import { pictureRules } from './pictures.ts'
import { plainOf as plainOfTokens } from './plain-text.ts'

/** A body as it is stored: what was typed, what is shown, and what searches and mails read. */
export interface Body {
  body_source: string
  body_html: string
  body_text: string
}

const deepest = 50
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: deepest + 2 })

const rules: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['p', 'br', 'strong', 'em', 'u', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code', 'hr'],
    ...['h2', 'h3', 'h4', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nestingLimit: deepest * 2,
  transformTags: {
    h1: 'h2',
    h5: 'h4',
    h6: 'h4',
    a: (tagName, { href }) => ({
      tagName,
      attribs: { ...(href && { href }), rel: 'noopener noreferrer nofollow ugc' },
    }),
  },
}

/** HTML from mails and programs. */
const foreign: sanitizeHtml.IOptions = {
  ...rules,
  nestingLimit: deepest,
  transformTags: { ...rules.transformTags, b: 'strong', i: 'em', strike: 's', del: 's' },
  nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title', 'template'],
}

/**
 * Renders what somebody wrote once, on the way in, through the one allow-list (tickets §4.3); every character of it
 * stays readable. What is nested deeper than 50 levels becomes plain paragraphs. Pictures are those of this ticket.
 */
export function renderBody(
  format: 'markdown' | 'html' | 'text',
  source: string,
  ticketId: number | null = null,
): Body {
  if (format === 'markdown') return renderMarkdown(source, ticketId)
  if (format === 'text')
    return { body_source: source, body_html: paragraphs(source), body_text: source.trim() }
  const html = sanitizeHtml(source, pictureRules(foreign, ticketId)).trim()
  const text = plainOf(html)
  return { body_source: source, body_html: html, body_text: text }
}

/** Whether nothing is left to read or to look at: of a script alone, of a picture that is none. */
export const isBlank = ({ body_html, body_text }: Pick<Body, 'body_html' | 'body_text'>) =>
  body_text.trim() === '' && !/<(?:img|hr)\b/.test(body_html)

/** What is left of HTML that was sanitised when only its words count. */
function plainOf(html: string): string {
  const broken = html.replace(/<(?:br|hr) ?\/?>|<\/(?:p|li|h[2-4]|blockquote|pre|tr|table)>/g, '\n')
  const plain = sanitizeHtml(broken, { allowedTags: [], allowedAttributes: {} })
  return plain
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/**
 * Renders Markdown once, on the way in, through the one allow-list (tickets §4.3). HTML in it stays text; what
 * is nested deeper than 50 levels becomes plain paragraphs, with every character kept.
 */
function renderMarkdown(source: string, ticketId: number | null): Body {
  const tokens = markdown.parse(source, {})
  const isTooDeep = tokens.some(({ level }) => level >= deepest)
  const html = isTooDeep ? paragraphs(source) : markdown.renderer.render(tokens, markdown.options, {})
  const body_text = isTooDeep ? source.trim() : plainOfTokens(tokens)
  const body_html = sanitizeHtml(html, pictureRules(rules, ticketId)).trim()
  return { body_source: source, body_html, body_text }
}

const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${markdown.utils.escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
    .join('\n')
