/** A mail taken apart by RFC 5322 and 2045, written apart from what writes mail. */
export interface ParsedMail {
  /** Names in lower case; the first of a name. */
  headers: Record<string, string | undefined>
  text: string
  html: string | null
  files: { name: string; content_type: string; bytes: Buffer }[]
}

interface Part {
  headers: Record<string, string | undefined>
  type: string
  parameters: Record<string, string>
  bytes: Buffer
  parts: Part[]
}

/** Takes a mail as it came over the wire, one character for each byte. */
export function parseMail(raw: string): ParsedMail {
  const root = partOf(raw)
  const leaves = flat(root)
  const isFile = ({ headers }: Part) => /^attachment/i.test(headers['content-disposition'] ?? '')
  const inline = (type: string) => leaves.find((part) => part.type === type && !isFile(part))
  return {
    headers: Object.fromEntries(Object.entries(root.headers).map(([name, value]) => [name, decoded(value)])),
    text: inline('text/plain')?.bytes.toString('utf8').replaceAll('\r\n', '\n') ?? '',
    html: inline('text/html')?.bytes.toString('utf8') ?? null,
    files: leaves.filter(isFile).map((part) => ({
      name: parametersOf(part.headers['content-disposition'] ?? '').filename ?? part.parameters.name ?? '',
      content_type: part.type,
      bytes: part.bytes,
    })),
  }
}

const flat = (part: Part): Part[] => (part.parts.length > 0 ? part.parts.flatMap(flat) : [part])

function partOf(raw: string): Part {
  const cut = raw.indexOf('\r\n\r\n')
  const head = raw.slice(0, cut < 0 ? raw.length : cut).replace(/\r\n[ \t]+/g, ' ')
  const body = cut < 0 ? '' : raw.slice(cut + 4)
  const headers: Record<string, string | undefined> = {}
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] ??= line.slice(colon + 1).trim()
  }
  const content = headers['content-type'] ?? 'text/plain'
  const parameters = parametersOf(content)
  const type = (content.split(';')[0] ?? '').trim().toLowerCase()
  const boundary = parameters.boundary
  const parts = type.startsWith('multipart/') && boundary ? split(body, boundary).map(partOf) : []
  return { headers, type, parameters, bytes: bytesOf(body, headers['content-transfer-encoding']), parts }
}

const split = (body: string, boundary: string): string[] =>
  `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => piece.replace(/^[ \t]*\r\n/, ''))

function parametersOf(value: string): Record<string, string> {
  const found = [...value.matchAll(/;\s*([\w*-]+)=(?:"([^"]*)"|([^;\s]*))/g)]
  return Object.fromEntries(
    found.map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  )
}

function bytesOf(body: string, encoding = '7bit'): Buffer {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64')
  if (!/quoted-printable/i.test(encoding)) return Buffer.from(body, 'latin1')
  const joined = body.replace(/=\r\n/g, '')
  const plain = joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(plain, 'latin1')
}

/** RFC 2047 words. */
const decoded = (value: string | undefined) =>
  value
    ?.replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi, (_, __, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : bytesOf(text.replaceAll('_', ' '), 'quoted-printable').toString('utf8'),
    )
