const mostBytes = 8_192

/** The values that a mapping names, at most 8 KB of them; what is not there, or is not text of that kind, is left out. */
export function fieldsFrom(
  { content_type, body }: { content_type: string; body: Buffer },
  mapping: Record<string, string>,
): Record<string, unknown> {
  const read = readerOf(content_type, body.toString('utf8'))
  const fields: Record<string, unknown> = {}
  let bytes = 0
  for (const [name, place] of Object.entries(mapping)) {
    const value = plain(read(place))
    if (value === undefined) continue
    bytes += Buffer.byteLength(JSON.stringify(value))
    if (bytes > mostBytes) break
    fields[name] = value
  }
  return fields
}

function readerOf(given: string, text: string): (place: string) => unknown {
  const contentType = given.toLowerCase()
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(text)
    return (place) => form.get(place.replace(/^\//, '')) ?? undefined
  }
  if (contentType.startsWith('text/plain')) return (place) => (place === '' ? text : undefined)
  const parsed = JSON.parse(text.replace(/^\uFEFF/, '') || 'null') as unknown
  return (place) => at(parsed, place)
}

/** RFC 6901: `/alerts/0/host`. */
function at(whole: unknown, pointer: string): unknown {
  if (pointer === '') return whole
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (here, step) =>
        typeof here === 'object' && here !== null && Object.hasOwn(here, step)
          ? (here as Record<string, unknown>)[step]
          : undefined,
      whole,
    )
}

/** Without what no database holds, names included and however deep it is: NUL, and halves of characters. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return whole(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [whole(name), plain(one)]))
}

const whole = (text: string) => text.replaceAll('\u0000', '').toWellFormed()
