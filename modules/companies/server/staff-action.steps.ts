import type { Scope } from '../../../platform/database/index.ts'
import type { AccountAction } from '../contract/staff.ts'
import { may } from './rights.ts'

export type Place = AccountAction | null

/** Where an entry stands, and who asked for it. */
export interface Standing {
  account_action: Place
  action_before: Place
  action_requested_by_user_id: number | null
}

/**
 * What a step is: `ask`, `approve` (four eyes), `process` (the provider's), `dismiss` (any place, with a reason) and
 * `back` (declined by an approver with a reason, withdrawn by whoever asked; a schedule by the provider).
 */
export type StepKind = 'ask' | 'approve' | 'process' | 'dismiss' | 'back'

interface Rule {
  from: readonly Place[]
  to: Place
  kind: StepKind
}

/** Companies §4.8, as a table. */
const rules: readonly Rule[] = [
  { from: [null, 'offboarded'], to: 'onboard_requested', kind: 'ask' },
  { from: ['onboard_requested'], to: 'onboard_approved', kind: 'approve' },
  { from: ['onboard_approved'], to: 'onboarding_in_progress', kind: 'process' },
  { from: ['onboard_approved', 'onboarding_in_progress'], to: 'onboarded', kind: 'process' },
  { from: [null, 'onboarded'], to: 'offboard_requested', kind: 'ask' },
  { from: ['offboard_requested'], to: 'offboard_approved', kind: 'approve' },
  { from: ['offboard_approved', 'offboard_scheduled'], to: 'offboard_scheduled', kind: 'process' },
  { from: ['offboard_approved', 'offboard_scheduled'], to: 'offboarded', kind: 'process' },
  { from: ['offboard_scheduled'], to: 'offboard_approved', kind: 'process' },
]

/** Where a request goes back to when it is declined or withdrawn; undefined: it is none. */
function placeBefore({ account_action, action_before }: Standing): Place | undefined {
  switch (account_action) {
    case 'onboard_requested':
    case 'offboard_requested':
      return action_before
    case 'onboard_approved':
      return 'onboard_requested'
    case 'offboard_approved':
      return 'offboard_requested'
    default:
      return undefined
  }
}

/** The steps that lead to a place from here, whoever may take them. */
export function stepsTo(standing: Standing, to: Place): StepKind[] {
  const { account_action: from } = standing
  const kinds = rules.filter((rule) => rule.to === to && rule.from.includes(from)).map(({ kind }) => kind)
  if (placeBefore(standing) === to && from !== null) kinds.push('back')
  if (to === 'offboarded' && from !== 'offboarded') kinds.push('dismiss')
  return [...new Set(kinds)]
}

/** Whether this caller has the right to such a step; four eyes and reasons are looked at when it is taken. */
export function mayStep(scope: Scope, kind: StepKind, standing: Standing): boolean {
  switch (kind) {
    case 'ask':
      return may(scope, 'staff.manage') || (scope.kind === 'member' && may(scope, 'staff.request'))
    case 'approve':
    case 'dismiss':
      return may(scope, 'staff.approve')
    case 'process':
      return scope.kind === 'provider' && may(scope, 'staff.process')
    case 'back':
      return may(scope, 'staff.approve') || isRequester(scope, standing)
  }
}

export const isRequester = (scope: Scope, { action_requested_by_user_id: by }: Standing): boolean =>
  by !== null && by === scope.user_id

const places: readonly Place[] = [...rules.map(({ to }) => to), null, 'offboarded', 'onboarded']

/** Where the caller may take an entry from here. */
export function nextActions(scope: Scope, standing: Standing): (AccountAction | 'none')[] {
  const open = [...new Set(places)].filter((to) =>
    stepsTo(standing, to).some((kind) => mayStep(scope, kind, standing)),
  )
  return open.map((to) => to ?? 'none')
}
