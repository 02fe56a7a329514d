import { parse } from 'csv-parse'

export interface FileRow {
  line: number
  /** What stands there; null for a line that cannot be read. */
  value: Record<string, unknown> | null
}

type Bytes = AsyncIterable<Buffer>
const longestRow = 4_000_000

/** The file has a form that nobody can read on from. */
export class UnreadableFile extends Error {
  readonly line: number
  readonly code: 'bad_table' | 'row_too_long' | 'no_end' | 'no_list'

  constructor(line: number, code: UnreadableFile['code'], message: string) {
    super(message)
    this.line = line
    this.code = code
  }
}

/** Rows of a file, read as its bytes come: never more than a few of them are in memory. */
export function readFileRows(format: 'csv' | 'json' | 'ndjson', bytes: Bytes): AsyncIterable<FileRow> {
  if (format === 'csv') return csvRowsOf(bytes)
  return format === 'json' ? jsonRowsOf(bytes) : ndjsonRowsOf(bytes)
}

/** CSV (RFC 4180; comma, semicolon or tab; UTF-8, with or without BOM). The first row names the columns. */
async function* csvRowsOf(bytes: Bytes): AsyncIterable<FileRow> {
  const reader = bytes[Symbol.asyncIterator]()
  const first = await reader.next()
  if (first.done) return
  const head = first.value.toString('utf8').split(/\r|\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t'].map((sign) => [sign, head.split(sign).length] as const)
  const delimiter = counts.sort(([, a], [, b]) => b - a)[0]?.[0] ?? ','
  const parser = parse({
    delimiter,
    bom: true,
    columns: (names: string[]) => names.map((name) => name.trim()),
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  })
  const feeding = feed(parser, first.value, reader)
  try {
    let twice = 0
    for await (const { record, raw, info } of parser as AsyncIterable<CsvRecord>) {
      // Within quotes the parser counts each sign of a line end as a line of its own.
      const ends = raw.trim().match(/\r?\n|\r/g) ?? []
      twice += ends.filter((end) => end.length > 1).length
      yield { line: info.lines - twice - ends.length, value: record }
    }
    await feeding
  } catch (error) {
    throw new UnreadableFile(parser.info.lines, 'bad_table', (error as Error).message)
  } finally {
    parser.destroy()
    feeding.catch(() => {})
    await reader.return?.()
  }
}

interface CsvRecord {
  record: Record<string, string>
  raw: string
  info: { lines: number }
}

async function feed(parser: ReturnType<typeof parse>, first: Buffer, rest: AsyncIterator<Buffer>) {
  for (let chunk = first; ; ) {
    if (!parser.write(chunk)) await drained(parser)
    if (parser.destroyed) return
    const next = await rest.next()
    if (next.done) break
    chunk = next.value
  }
  parser.end()
}

const drained = (parser: ReturnType<typeof parse>) =>
  new Promise<void>((resolve) => {
    const go = () => {
      parser.off('drain', go).off('close', go)
      resolve()
    }
    parser.on('drain', go).on('close', go)
  })

async function* ndjsonRowsOf(bytes: Bytes): AsyncIterable<FileRow> {
  let line = 0
  for await (const text of linesOf(bytes)) {
    line++
    if (text.trim() !== '') yield { line, value: objectOf(text) }
  }
}

async function* linesOf(bytes: Bytes): AsyncIterable<string> {
  let rest = ''
  for await (const text of textOf(bytes)) {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > longestRow) throw tooLong(1)
    yield* parts
  }
  if (rest !== '') yield rest
}

const tooLong = (line: number) =>
  new UnreadableFile(line, 'row_too_long', 'A row is longer than 4 000 000 characters.')

async function* textOf(bytes: Bytes): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8')
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** The objects of the first array of a JSON text, one at a time: `[{…}, …]` or `{"tickets": [{…}, …]}`. */
async function* jsonRowsOf(bytes: Bytes): AsyncIterable<FileRow> {
  const state: Walk = { line: 1, start: 1, isOpen: false, depth: 0, inText: false, isEscaped: false }
  const piece = { texts: [] as string[], length: 0 }
  for await (const text of textOf(bytes)) {
    const { rows, isOver } = cut(state, text, piece)
    yield* rows
    if (isOver) return
    if (piece.length > longestRow) throw tooLong(state.start)
  }
  throw state.isOpen
    ? new UnreadableFile(state.line, 'no_end', 'The list does not end.')
    : new UnreadableFile(state.line, 'no_list', 'There is no list of tickets.')
}

/** The objects that end in this piece of text; what begins in it waits in `piece`. */
function cut(state: Walk, text: string, piece: { texts: string[]; length: number }) {
  const rows: FileRow[] = []
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at)
    if (sign === 10) state.line++
    const step = stepOf(state, sign)
    if (step === 'over') return { rows, isOver: true }
    if (step === 'begin') {
      from = at
      state.start = state.line
    }
    if (step !== 'end') continue
    rows.push({ line: state.start, value: objectOf([...piece.texts, text.slice(from, at + 1)].join('')) })
    Object.assign(piece, { texts: [], length: 0 })
  }
  if (state.depth > 0) {
    piece.texts.push(text.slice(from))
    piece.length += text.length - from
  }
  return { rows, isOver: false }
}

interface Walk {
  line: number
  start: number
  isOpen: boolean
  depth: number
  inText: boolean
  isEscaped: boolean
}

/** What a character does: it opens or closes an object of the list, or ends the list. */
function stepOf(state: Walk, sign: number): 'begin' | 'end' | 'over' | null {
  if (state.inText) {
    insideText(state, sign)
    return null
  }
  if (sign === 34) state.inText = true
  if (state.isOpen) return besideText(state, sign)
  if (sign === 91) state.isOpen = true
  return null
}

function insideText(state: Walk, sign: number): void {
  if (state.isEscaped) state.isEscaped = false
  else if (sign === 92) state.isEscaped = true
  else if (sign === 34) state.inText = false
}

function besideText(state: Walk, sign: number): 'begin' | 'end' | 'over' | null {
  if (sign === 123 || sign === 91) return ++state.depth === 1 ? 'begin' : null
  if (sign !== 125 && sign !== 93) return null
  if (state.depth === 0) return 'over'
  return --state.depth === 0 ? 'end' : null
}
