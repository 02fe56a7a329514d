import type { TicketMatch } from '../contract/match.ts'

type Segment = TicketMatch['segments'][number]

const before = 60
const most = 220
const [start, stop] = ['\u0002', '\u0003']

/**
 * The part of a text around its first hit, as pieces that are hits or not; never HTML. `marked` is the same text,
 * character by character, with marks around what was found; `cut` says that more stands before (`<`) or behind it (`>`).
 */
export function segmentsOf(text: string, marked: string, cut = ''): Segment[] {
  const characters = [...text]
  const hits = hitsIn(marked)
  const first = hits.indexOf(true)
  const from = wordStart(characters, Math.max(0, first - before))
  const to = Math.min(characters.length, from + most)
  const pieces: Segment[] = []
  for (let at = from; at < to; at++) {
    const hit = hits[at] ?? false
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += characters[at]
    else pieces.push({ text: characters[at] ?? '', hit })
  }
  const whole = pieces.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/g, ' ') }))
  return [
    ...(from > 0 || cut.includes('<') ? [{ text: '… ', hit: false }] : []),
    ...whole,
    ...(to < characters.length || cut.includes('>') ? [{ text: ' …', hit: false }] : []),
  ]
}

function hitsIn(marked: string): boolean[] {
  const hits: boolean[] = []
  let inside = false
  for (const character of marked) {
    if (character === start || character === stop) inside = character === start
    else hits.push(inside)
  }
  return hits
}

/** A cut falls between words where one is near. */
function wordStart(characters: readonly string[], at: number): number {
  if (at === 0) return 0
  const blank = characters.slice(at, at + 20).findIndex((character) => /\s/.test(character))
  return blank < 0 ? at : at + blank + 1
}
