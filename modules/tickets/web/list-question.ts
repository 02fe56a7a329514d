/** What a list is asked, without its page: as changes of many and exports take it. */
export function filterOf(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { after: _, limit: __, count: ___, ...filter } = query
  return filter
}

/** A search shows fewer at once: what is sought stands among the first, and each is shown with its place in the text. */
const foundAtOnce = 25

/** What a page of the list is asked. */
export const pageOf = (query: Record<string, unknown>): Record<string, unknown> =>
  query.q === undefined ? query : { limit: foundAtOnce, ...query }
