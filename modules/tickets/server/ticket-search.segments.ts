import type { TicketMatch } from '../contract/match.ts'

type Segment = TicketMatch['segments'][number]

/** In a narrow column the hit stands in the second line at the latest. */
const before = 24
const most = 140
const [start, stop] = ['\u0002', '\u0003']

/**
 * The part of a text around its first hit, as pieces that are hits or not; never HTML. `marked` is the same text,
 * character by character, with marks around what was found; `cut` says that more stands before (`<`) or behind it (`>`).
 */
export function segmentsOf(text: string, marked: string, cut = ''): Segment[] {
  const hits = hitsIn(marked)
  const from = wordStart(text, Math.max(0, (hits[0]?.from ?? 0) - before))
  const to = whole(text, Math.min(text.length, from + most))
  const pieces: Segment[] = []
  const add = (start: number, end: number, hit: boolean) => {
    const piece = text.slice(Math.max(start, from), Math.min(end, to))
    const last = pieces.at(-1)
    if (piece !== '' && last?.hit === hit) last.text += piece
    else if (piece !== '') pieces.push({ text: piece, hit })
  }
  let at = from
  for (const hit of hits) {
    add(at, hit.from, false)
    add(hit.from, hit.to, true)
    at = Math.max(at, hit.to)
  }
  add(at, to, false)
  return [
    ...(from > 0 || cut.includes('<') ? [{ text: '… ', hit: false }] : []),
    ...pieces.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/g, ' ') })),
    ...(to < text.length || cut.includes('>') ? [{ text: ' …', hit: false }] : []),
  ]
}

/** Where the hits stand in the text without marks. */
function hitsIn(marked: string): { from: number; to: number }[] {
  let at = 0
  return marked.split(start).flatMap((part, index) => {
    const [hit = '', rest = ''] = index === 0 ? ['', part] : part.split(stop)
    const from = at
    at += hit.length + rest.length
    return hit === '' ? [] : [{ from, to: from + hit.length }]
  })
}

/** A cut never falls into the middle of a character of two units. */
const whole = (text: string, at: number) => (/[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at)

/** A cut falls between words where one is near. */
function wordStart(text: string, at: number): number {
  if (at === 0) return 0
  const blank = text.slice(at, at + 20).search(/\s/)
  return blank < 0 ? whole(text, at) : at + blank + 1
}
