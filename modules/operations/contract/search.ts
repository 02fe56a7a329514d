import { either, endpoint, provider, session } from '../../../platform/contract/endpoint.ts'
import { list, nullable, optional, Text, withDefault, z } from '../../../platform/contract/schema.ts'

const SearchHit = z.object({
  title: z.string(),
  subtitle: nullable(z.string()),
  path: z.string(),
  badge: nullable(z.string()),
})

export const searchApi = {
  searchEverything: endpoint({
    method: 'GET',
    path: '/search',
    access: either(provider('company.view'), session),
    summary:
      'Records of every kind that I may see, a few of each; kinds that could not be searched are named',
    limit: 'search',
    query: z.strictObject({
      q: Text(100).check(z.minLength(2)),
      kinds: optional(list(Text(32))),
      limit: withDefault(z.int().check(z.gte(1), z.lte(10)), 5),
    }),
    response: {
      200: z.object({
        groups: z.array(z.object({ kind: z.string(), items: z.array(SearchHit) })),
        incomplete: z.array(z.string()),
      }),
    },
  }),
}
