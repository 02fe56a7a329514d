import type { StatusKind } from '../../../platform/web/ui/index.ts'
import type { AccountAction, StaffItem } from '../contract/staff.ts'
import { t } from './messages.ts'

/** First and last name. */
export const staffName = ({ first_name, last_name }: Pick<StaffItem, 'first_name' | 'last_name'>): string =>
  `${first_name} ${last_name}`.trim()

const kinds: Record<AccountAction, StatusKind> = {
  onboard_requested: 'waiting',
  onboard_approved: 'info',
  onboarding_in_progress: 'info',
  onboarded: 'success',
  offboard_requested: 'waiting',
  offboard_approved: 'info',
  offboard_scheduled: 'warning',
  offboarded: 'neutral',
}

export const actionWord = (action: AccountAction | 'none'): string => t(`staff_action.${action}`)

/** Where somebody stands: archived, on the way in or out, else active or disabled. */
export function staffStatus(person: Pick<StaffItem, 'account_action' | 'enabled' | 'archived_at'>): {
  kind: StatusKind
  label: string
} {
  const { account_action: action, enabled, archived_at } = person
  if (archived_at) return { kind: 'neutral', label: t('staff.archived_state') }
  if (action && action !== 'onboarded') return { kind: kinds[action], label: actionWord(action) }
  return enabled
    ? { kind: 'success', label: t('staff.enabled') }
    : { kind: 'neutral', label: t('staff.disabled') }
}

/** Whether a step takes a request or an approval back. */
export function isBack({ account_action: from }: Pick<StaffItem, 'account_action'>, to: string): boolean {
  if (from === 'onboard_approved' && to === 'onboard_requested') return true
  if (from === 'offboard_approved' && to === 'offboard_requested') return true
  if (from === 'onboard_requested') return to === 'none' || to === 'offboarded'
  return from === 'offboard_requested' && (to === 'none' || to === 'onboarded')
}

/** What a button that takes this step says. */
export function stepWord(person: Pick<StaffItem, 'account_action'>, to: AccountAction | 'none'): string {
  if (isBack(person, to)) return t('boarding.back')
  if (to === 'none') return t('boarding.back')
  if (to === 'offboard_approved' && person.account_action === 'offboard_scheduled')
    return t('boarding.unplan')
  if (to === 'offboard_scheduled' && person.account_action === 'offboard_scheduled')
    return t('boarding.replan')
  return t(`boarding.do_${to}`)
}
