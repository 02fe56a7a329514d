import type { Routes } from '../../../platform/http/index.ts'
import { slaApi as api } from '../contract/sla.ts'
import * as calendars from './calendar.service.ts'
import * as policies from './sla-policy.service.ts'
import { selectCalendars, selectPolicies } from './sla-setup.queries.ts'

/** Serves working hours and what is promised by them. */
export function slaRoutes({ route }: Routes): void {
  route(api.listCalendars, async ({ scope }) => ({ items: await selectCalendars(scope) }))
  route(api.readCalendar, ({ scope, params }) => calendars.readCalendar(scope, params.calendar_id))
  route(api.createCalendar, ({ scope, body }) => calendars.createCalendar(scope, body))
  route(api.previewCalendar, async ({ body }) => ({ items: calendars.previewCalendar(body) }))
  route(api.changeCalendar, ({ scope, params, body, if_match }) =>
    calendars.changeCalendar(scope, params.calendar_id, body, if_match),
  )
  route(api.deleteCalendar, ({ scope, params }) => calendars.deleteCalendar(scope, params.calendar_id))

  route(api.listSlaPolicies, async ({ scope }) => ({ items: await selectPolicies(scope) }))
  route(api.readSlaPolicy, ({ scope, params }) => policies.readSlaPolicy(scope, params.policy_id))
  route(api.createSlaPolicy, ({ scope, body }) => policies.createSlaPolicy(scope, body))
  route(api.changeSlaPolicy, ({ scope, params, body, if_match }) =>
    policies.changeSlaPolicy(scope, params.policy_id, body, if_match),
  )
  route(api.deleteSlaPolicy, ({ scope, params }) => policies.deleteSlaPolicy(scope, params.policy_id))
}
