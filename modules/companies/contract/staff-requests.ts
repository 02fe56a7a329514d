import { either, endpoint, member } from '../../../platform/contract/endpoint.ts'
import {
  Day,
  Email,
  Id,
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
import { AccountAction, NextAction } from './staff.ts'

/** `approved`: it is carried out; `done`: the person came or left. */
export const requestStates = ['open', 'approved', 'declined', 'withdrawn', 'done'] as const
const RequestStatus = z.enum(requestStates)
export type RequestStatus = z.infer<typeof RequestStatus>

/** What somebody asked for: that a person comes, or leaves (companies §4.8). */
export const StaffRequest = z.object({
  id: Id,
  company_id: Id,
  company_name: z.string(),
  staff_member_id: Id,
  first_name: z.string(),
  last_name: z.string(),
  job_title: nullable(z.string()),
  department: z.string(),
  kind: z.enum(['onboard', 'offboard']),
  status: RequestStatus,
  /** Where the person stands now. */
  account_action: nullable(AccountAction),
  onboard_on: nullable(z.string()),
  offboard_at: nullable(Time),
  requested_by: z.object({ id: Id, name: z.string() }),
  note: nullable(z.string()),
  /** What was said to it last. */
  answer: nullable(z.string()),
  decided_at: nullable(Time),
  created_at: Time,
  /** Where the caller may take the person from here, while the request is under way. */
  next_actions: z.array(NextAction),
})
export type StaffRequest = z.infer<typeof StaffRequest>

export const staffRequestsApi = {
  listStaffRequests: endpoint({
    method: 'GET',
    path: '/staff-requests',
    access: either(member('staff.request'), member('staff.approve')),
    summary: 'On- and off-boarding that I asked for, or that waits for an approver',
    query: z.strictObject({
      ...paging,
      /** `waiting`: of everybody; for those who may approve. */
      which: withDefault(z.enum(['mine', 'waiting']), 'mine'),
    }),
    response: { 200: Page(StaffRequest) },
  }),
  createStaffRequest: endpoint({
    method: 'POST',
    path: '/staff-requests',
    access: member('staff.request'),
    summary: 'Ask for the on-boarding of somebody who is not in the directory yet',
    body: z.strictObject({
      first_name: Text(80),
      last_name: optional(z.union([z.literal(''), Text(80)])),
      email: optional(nullable(Email)),
      mobile_phone: optional(nullable(Text(40))),
      job_title: optional(nullable(Text(100))),
      department: optional(z.union([z.literal(''), Text(100)])),
      onboard_on: optional(nullable(Day)),
      note: optional(nullable(Prose(1000))),
    }),
    response: { 201: StaffRequest },
    location: '/staff-requests',
    problems: ['email_taken', 'company_archived'],
  }),
}
