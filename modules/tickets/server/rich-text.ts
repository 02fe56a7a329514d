import MarkdownIt from 'markdown-it'
import sanitizeHtml from 'sanitize-html'

/** A body as it is stored: what was typed, what is shown, and what searches and mails read. */
export interface Body {
  body_source: string
  body_html: string
  body_text: string
}

const deepest = 50
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, maxNesting: deepest + 2 })
markdown.disable('image')

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

/**
 * Renders Markdown once, on the way in, through the one allow-list (tickets §4.3). HTML in it stays text; what
 * is nested deeper than 50 levels becomes plain paragraphs, with every character kept.
 */
export function renderMarkdown(source: string): Body {
  const tokens = markdown.parse(source, {})
  const isTooDeep = tokens.some(({ level }) => level >= deepest)
  const html = isTooDeep ? paragraphs(source) : markdown.renderer.render(tokens, markdown.options, {})
  return { body_source: source, body_html: sanitizeHtml(html, rules).trim(), body_text: source.trim() }
}

const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p>${markdown.utils.escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
    .join('\n')
