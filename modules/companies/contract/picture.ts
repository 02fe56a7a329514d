import { endpoint, user } from '../../../platform/contract/endpoint.ts'
import { Id, optional, Text, withDefault, z } from '../../../platform/contract/schema.ts'

export const pictureApi = {
  readPicture: endpoint({
    method: 'GET',
    path: '/people/:user_id/picture',
    access: user('account.read'),
    navigable: true,
    transaction: 'own',
    summary: 'The picture of somebody I may see',
    params: z.strictObject({ user_id: Id }),
    query: z.strictObject({ small: withDefault(z.boolean(), false), v: optional(Text(20)) }),
    response: { 200: null },
    problems: ['storage_unavailable'],
  }),
}
