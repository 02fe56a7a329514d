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

/**
 * Whom each right lets one choose from: `members` who can sign in, `staff` of the directory. Beside those who may
 * read the lists themselves, everybody whose work names people of a company.
 */
export const peopleUses = {
  'members.view': { members: true, staff: false },
  'staff.view': { members: false, staff: true },
  /** Who leaves. */
  'staff.request': { members: true, staff: true },
  /** On behalf of whom. */
  'tickets.create_for_others': { members: true, staff: true },
  /** Requesters, copies, mentions. */
  'tickets.answer': { members: true, staff: true },
} as const

export const peopleApi = {
  listPeople: endpoint({
    method: 'GET',
    path: '/people',
    access: either(
      provider('members.view'),
      provider('tickets.answer'),
      member('members.view'),
      member('staff.view'),
      member('staff.request'),
      member('tickets.create_for_others'),
    ),
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
