export interface Piece {
  text: string
  link: boolean
  /** Where it stands among the pieces: tells equal ones apart. */
  place: number
}

/** A plain text cut into its http links and what stands between them. */
export function piecesOf(text: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, at) => ({ text: part, link: at % 2 === 1, place: at }))
    .filter((piece) => piece.text !== '')
}

/** The http links in a text, in their order. */
export const linksIn = (text: string): string[] =>
  piecesOf(text)
    .filter(({ link }) => link)
    .map((piece) => piece.text)
