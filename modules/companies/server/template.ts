import { invalid } from '../../../platform/contract/problems.ts'

/** Where the result stands: as it is, inside HTML, or as an address. */
export type TemplateContext = 'text' | 'html' | 'url'

/** Values by name: `company.name`. null or undefined: known, and empty. */
export type TemplateValues = ReadonlyMap<string, string | null | undefined>

export interface Rendered {
  result: string
  /** Names that nobody declared; they are left as they stand. */
  unknown: string[]
  /** An address that did not stay where its template points; the result is empty. */
  refused: boolean
}

const mostText = 20_000
const mostResult = 200_000
const twin = 'UrlEncoded'
const variable = /\{\{[ \t]*([A-Za-z][\w.]{0,99})[ \t]*\}\}(?:(UrlEncoded)(?![\w]))?/g

/**
 * Puts values in place of `{{name}}`, and their encodeURIComponent in place of `{{nameUrlEncoded}}` (companies §4.10).
 * One pass, linear: values are never looked at again, there are no conditions, loops or code. 422 `text` when it is
 * over 20 000 characters or becomes longer than 200 000.
 */
export function renderTemplate(text: string, context: TemplateContext, values: TemplateValues): Rendered {
  if (text.length > mostText) throw invalid('text', 'too_long', 'This is too long.', mostText)
  const origin = context === 'url' ? originOf(text, values) : null
  const unknown = new Set<string>()
  const start = text.search(/\S/)
  let result = ''
  let end = 0
  let place: Place = 'path'
  const append = (piece: string) => {
    result += piece
    if (result.length > mostResult) throw invalid('text', 'too_long', 'It becomes too long.', mostResult)
  }
  for (const found of text.matchAll(variable)) {
    const literal = text.slice(end, found.index)
    append(literal)
    place = placeAfter(place, literal)
    const meant = meaningOf(found, values)
    end = found.index + meant.length
    if (meant.known) append(written(meant, { context, place, leads: found.index === start }))
    else {
      unknown.add(meant.name)
      append(found[0].slice(0, meant.length))
    }
  }
  append(text.slice(end))
  const refused = context === 'url' && !keeps(result, origin)
  return { result: refused ? '' : result, unknown: [...unknown], refused }
}

interface Meaning {
  name: string
  value: string
  encoded: boolean
  known: boolean
  /** How much of the template it takes. */
  length: number
}

/** `{{a.bUrlEncoded}}` and `{{a.b}}UrlEncoded` are the twin of `a.b`, unless that is a name of its own. */
function meaningOf(found: RegExpExecArray, values: TemplateValues): Meaning {
  const [whole, name = '', outside] = found
  const inside = whole.length - (outside?.length ?? 0)
  const shown = (known: string) => (values.get(known) ?? '').toWellFormed()
  if (values.has(name)) {
    const encoded = outside !== undefined
    return { name, value: shown(name), encoded, known: true, length: encoded ? whole.length : inside }
  }
  const base = name.endsWith(twin) ? name.slice(0, -twin.length) : ''
  if (values.has(base)) return { name: base, value: shown(base), encoded: true, known: true, length: inside }
  return { name, value: '', encoded: false, known: false, length: inside }
}

type Place = 'path' | 'query' | 'fragment'

/** Only the template moves on from path to query and fragment: in values these signs are encoded. */
function placeAfter(place: Place, literal: string): Place {
  if (place === 'fragment' || literal.includes('#')) return 'fragment'
  return place === 'query' || literal.includes('?') ? 'query' : 'path'
}

interface Spot {
  context: TemplateContext
  place: Place
  /** It begins the address: `{{portal.baseUrl}}/…`. */
  leads: boolean
}

function written({ name, value, encoded }: Meaning, { context, place, leads }: Spot): string {
  const text = encoded ? encodeURIComponent(value) : value
  if (context === 'html') return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  if (context === 'text' || encoded || (leads && name === 'portal.baseUrl')) return text
  return place === 'path' ? encodeURIComponent(text) : inQuery(text)
}

/** Nothing in it begins another parameter, the fragment, an escape, or a tag. */
const inQuery = (text: string) =>
  text.replace(/[^A-Za-z0-9\-._~!$'()*,;:@/?=]+/g, (piece) => encodeURIComponent(piece))

/** The origin that the template names itself; null when it leaves that to a value. */
function originOf(text: string, values: TemplateValues): string | null {
  const [, base] = /^\s*(\{\{[ \t]*portal\.baseUrl[ \t]*\}\})/.exec(text) ?? []
  const literal = /^\s*(https?:\/\/[^\s/?#{}\\@]+)(?=[/?#]|\s*$)/i.exec(text)?.[1]
  const named = base ? values.get('portal.baseUrl') : literal
  return named && URL.canParse(named) ? new URL(named).origin : null
}

function keeps(result: string, origin: string | null): boolean {
  if (origin === null || !URL.canParse(result)) return false
  const url = new URL(result)
  return (
    url.origin === origin && url.username === '' && url.password === '' && !/[\p{Cc}]/u.test(result.trim())
  )
}
