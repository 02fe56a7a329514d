import { either, endpoint, member, provider } from '../../../platform/contract/endpoint.ts'
import { Id, nullable, optional, Text, withDefault, z } from '../../../platform/contract/schema.ts'

/** Somebody to choose: with a login, with an entry in the staff directory, or with both; one row each. */
export const Person = z.object({
  user_id: nullable(Id),
  staff_member_id: nullable(Id),
  name: z.string(),
  email: nullable(z.string()),
  department: nullable(z.string()),
  has_login: z.boolean(),
  company_id: Id,
})
export type Person = z.infer<typeof Person>

export const peopleApi = {
  listPeople: endpoint({
    method: 'GET',
    path: '/people',
    access: either(provider('members.view'), member('members.view'), member('staff.view')),
    summary: 'People to choose from: requesters, assignees, watchers, approvers',
    query: z.strictObject({
      q: optional(Text(200)),
      company_id: optional(Id),
      /** Those who can sign in, those of the staff directory, or both. */
      kind: withDefault(z.enum(['member', 'staff', 'any']), 'member'),
      permission: optional(Text(60)),
      limit: withDefault(z.int().check(z.gte(1), z.lte(50)), 20),
    }),
    response: { 200: z.object({ items: z.array(Person) }) },
  }),
}
