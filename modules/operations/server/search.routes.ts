import { invalid } from '../../../platform/contract/problems.ts'
import type { Routes } from '../../../platform/http/index.ts'
import { searchEverything, searchKinds } from '../../../platform/search/index.ts'
import { searchApi } from '../contract/search.ts'

/** The search over the whole portal: the palette's, and whoever else wants one answer for everything. */
export function searchRoutes({ route }: Routes): void {
  route(searchApi.searchEverything, ({ scope, query: { q, kinds, limit } }) => {
    const known = searchKinds()
    if (kinds?.some((kind) => !known.includes(kind)))
      throw invalid('kinds', 'not_one_of', `One of ${known.join(', ')}.`)
    return searchEverything(scope, { q, kinds, limit })
  })
}
