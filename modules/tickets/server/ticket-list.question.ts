import { readNumber } from './ticket.settings.ts'

/** What somebody typed into the search field. */
export interface Query {
  /** `T-1042`, `t1042`, `#1042` and `1042` name a ticket. */
  ticket_id: number | null
  words: string[]
  without: string[]
  /** The last word may go on: it was typed without quotes, at the end. */
  prefix: boolean
  reference: string | null
}

const said = /(-?)(?:"([^"]*)"?|(\S+))/g

/** Up to ten words that must all stand somewhere in a ticket; `"a phrase"` is one, `-not` must not. Never an error. */
export function readQuestion(q: string | undefined): Query {
  const text = q?.trim().replace(/[“”„«»]/g, '"') ?? ''
  const terms = [...text.matchAll(said)]
    .map(([, minus, phrase, word]) => ({
      not: minus === '-',
      quoted: phrase !== undefined,
      words: (phrase ?? word ?? '').trim(),
    }))
    .filter(({ words }) => words !== '')
    .slice(0, 10)
  const last = terms.at(-1)
  return {
    ticket_id: readNumber(text),
    words: terms.filter(({ not }) => !not).map(({ words }) => words),
    without: terms.filter(({ not }) => not).map(({ words }) => words),
    prefix: last !== undefined && !last.not && !last.quoted,
    reference: text || null,
  }
}
