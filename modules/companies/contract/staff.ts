import { both, either, endpoint, member, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Day,
  Email,
  Id,
  isDay,
  nullable,
  optional,
  Page,
  Prose,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

/** Where an entry stands between coming and going (companies §4.8); no value: nothing was asked. */
export const accountActions = [
  'onboard_requested',
  'onboard_approved',
  'onboarding_in_progress',
  'onboarded',
  'offboard_requested',
  'offboard_approved',
  'offboard_scheduled',
  'offboarded',
] as const
export const AccountAction = z.enum(accountActions)
export type AccountAction = z.infer<typeof AccountAction>

/** `none`: back to where nothing was asked. */
export const NextAction = z.enum([...accountActions, 'none'])

/** An instant, or a time without zone, which is then of the company's. */
const LocalTime = z
  .string()
  .check(
    z.regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?$/, { abort: true }),
    z.refine(isDay, { error: 'bad_format' }),
  )

const itemFields = {
  id: Id,
  company_id: Id,
  company_name: z.string(),
  user_id: nullable(Id),
  first_name: z.string(),
  last_name: z.string(),
  email: nullable(z.string()),
  mobile_phone: nullable(z.string()),
  phone: nullable(z.string()),
  job_title: nullable(z.string()),
  department: z.string(),
  enabled: z.boolean(),
  onboard_on: nullable(z.string()),
  offboard_at: nullable(Time),
  account_action: nullable(AccountAction),
  action_requested_by_user_id: nullable(Id),
  /** Where the caller may take it from here. */
  next_actions: z.array(NextAction),
  source: z.enum(['manual', 'syncro', 'microsoft365', 'csv']),
  missing_since: nullable(Time),
  archived_at: nullable(Time),
  version: z.int(),
  created_at: Time,
}

/** A person of a company as lists show them. */
export const StaffItem = z.object(itemFields)
export type StaffItem = z.infer<typeof StaffItem>

export const StaffMember = z.object({
  ...itemFields,
  manager_id: nullable(Id),
  manager_name: nullable(z.string()),
  employer: nullable(z.string()),
  street: nullable(z.string()),
  city: nullable(z.string()),
  state: nullable(z.string()),
  postcode: nullable(z.string()),
  country: nullable(z.string()),
  /** The provider's own; null for everybody else. */
  note: nullable(z.string()),
  mobile_changed_at: nullable(Time),
  action_requested_by: nullable(z.object({ id: Id, name: z.string() })),
  action_at: nullable(Time),
  updated_at: Time,
})
export type StaffMember = z.infer<typeof StaffMember>

const staffId = z.strictObject({ staff_member_id: Id })
const view = either(both('staff.view'), member('staff.view_department'))
const manage = either(both('staff.manage'), member('staff.manage_department'))

const fields = {
  last_name: optional(z.union([z.literal(''), Text(80)])),
  email: optional(nullable(Email)),
  mobile_phone: optional(nullable(Text(40))),
  phone: optional(nullable(Text(40))),
  job_title: optional(nullable(Text(100))),
  department: optional(z.union([z.literal(''), Text(100)])),
  manager_id: optional(nullable(Id)),
  employer: optional(nullable(Text(200))),
  street: optional(nullable(Text(200))),
  city: optional(nullable(Text(100))),
  state: optional(nullable(Text(100))),
  postcode: optional(nullable(Text(20))),
  country: optional(nullable(Text(2, 2))),
  enabled: optional(z.boolean()),
  onboard_on: optional(nullable(Day)),
  note: optional(nullable(Prose(2000))),
}

const filters = {
  company_id: optional(Id),
  /** Whose login it is. */
  user_id: optional(Id),
  q: optional(Text(200)),
  department: optional(Text(100)),
  enabled: optional(z.boolean()),
  account_action: optional(AccountAction),
  has_login: optional(z.boolean()),
  missing: optional(z.boolean()),
  archived: withDefault(z.enum(['no', 'only', 'all']), 'no'),
}

export const staffApi = {
  listStaff: endpoint({
    method: 'GET',
    path: '/staff-members',
    access: view,
    summary: 'The staff directory',
    query: z.strictObject({
      ...paging,
      ...filters,
      sort: withDefault(z.enum(['last_name', 'department', '-created_at', 'offboard_at']), 'last_name'),
    }),
    response: { 200: Page(StaffItem) },
    csv: {
      columns: {
        id: 'id',
        company: 'company_name',
        first_name: 'first_name',
        last_name: 'last_name',
        email: 'email',
        mobile_phone: 'mobile_phone',
        phone: 'phone',
        job_title: 'job_title',
        department: 'department',
        enabled: 'enabled',
        account_action: 'account_action',
        onboard_on: 'onboard_on',
        offboard_at: 'offboard_at',
        created_at: 'created_at',
      },
    },
  }),
  listDepartments: endpoint({
    method: 'GET',
    path: '/departments',
    access: view,
    summary: 'Departments of a company, with how many people each has',
    query: z.strictObject({ company_id: optional(Id) }),
    response: { 200: z.object({ items: z.array(z.object({ name: z.string(), count: z.int() })) }) },
  }),
  lookUpStaff: endpoint({
    method: 'GET',
    path: '/staff-members/lookup',
    access: provider('staff.view'),
    summary: 'Who is calling? People by phone number or e-mail address, at most 20',
    query: z.strictObject({ phone: optional(Text(40)), email: optional(Text(254)) }),
    response: { 200: z.object({ items: z.array(StaffItem) }) },
  }),
  readStaff: endpoint({
    method: 'GET',
    path: '/staff-members/:staff_member_id',
    access: view,
    summary: 'One person of the directory',
    params: staffId,
    response: { 200: StaffMember },
  }),
  createStaff: endpoint({
    method: 'POST',
    path: '/staff-members',
    access: manage,
    summary: 'Add a person to the directory',
    body: z.strictObject({ company_id: optional(Id), first_name: Text(80), ...fields }),
    response: { 201: StaffMember },
    location: '/staff-members/{id}',
    problems: ['email_taken', 'company_archived'],
  }),
  changeStaff: endpoint({
    method: 'PATCH',
    path: '/staff-members/:staff_member_id',
    access: manage,
    summary: 'Change a person of the directory',
    params: staffId,
    body: z.strictObject({ first_name: optional(Text(80)), ...fields, version: optional(z.int()) }),
    response: { 200: StaffMember },
    problems: ['email_taken', 'stale_version', 'version_required', 'gone'],
  }),
  archiveStaff: endpoint({
    method: 'DELETE',
    path: '/staff-members/:staff_member_id',
    access: manage,
    summary: 'Archive a person; the name stays where it was used',
    params: staffId,
    query: z.strictObject({ version: optional(z.int()) }),
    response: { 204: null },
    problems: ['stale_version', 'version_required'],
  }),
  changeAccountAction: endpoint({
    method: 'POST',
    path: '/staff-members/:staff_member_id/account-action',
    access: either(
      provider('staff.process'),
      provider('staff.approve'),
      provider('staff.manage'),
      member('staff.request'),
      member('staff.manage'),
      member('staff.approve'),
    ),
    summary: 'Ask for, approve or carry out on- and off-boarding, one step',
    params: staffId,
    body: z.strictObject({
      to: NextAction,
      note: optional(Prose(1000)),
      onboard_on: optional(Day),
      offboard_at: optional(LocalTime),
    }),
    response: {
      200: z.object({
        id: Id,
        account_action: nullable(AccountAction),
        action_at: nullable(Time),
        enabled: z.boolean(),
        onboard_on: nullable(z.string()),
        offboard_at: nullable(Time),
        version: z.int(),
      }),
    },
    problems: [
      'four_eyes',
      'transition_not_allowed',
      'own_membership',
      'last_company_owner',
      'role_above_own',
    ],
  }),
  inviteStaff: endpoint({
    method: 'POST',
    path: '/staff-members/:staff_member_id/invite',
    access: both('members.manage'),
    summary: 'Invite a person of the directory; the entry is linked when they accept',
    params: staffId,
    body: z.strictObject({ role_id: Id, message: optional(Prose(500)) }),
    response: { 201: z.object({ id: Id, company_id: Id, user_id: Id, status: z.string() }) },
    location: '/companies/{company_id}/memberships',
    problems: ['already_member', 'role_above_own', 'company_archived', 'user_taken', 'gone'],
  }),
  linkStaff: endpoint({
    method: 'PUT',
    path: '/staff-members/:staff_member_id/user',
    access: both('staff.manage'),
    summary: 'Say which member this entry is',
    params: staffId,
    body: z.strictObject({ user_id: Id }),
    response: { 200: StaffMember },
    problems: ['user_taken', 'gone'],
  }),
  unlinkStaff: endpoint({
    method: 'DELETE',
    path: '/staff-members/:staff_member_id/user',
    access: both('staff.manage'),
    summary: 'The entry belongs to no member any more',
    params: staffId,
    response: { 200: StaffMember },
  }),
}

declareProblems({
  four_eyes: [403, 'Somebody else has to approve this', 'You asked for it yourself. Ask another approver.'],
  user_taken: [
    409,
    'This is linked already',
    'A member has one entry in a company’s directory, and an entry one member.',
  ],
})
