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
