/** What a list is asked, without its page: as changes of many and exports take it. */
export function filterOf(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { after: _, limit: __, count: ___, ...filter } = query
  return filter
}
