import { fullName } from '../../../platform/web/client/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import type { UserItem } from '../contract.ts'
import { t } from './messages.ts'

const kinds: Record<UserItem['status'], StatusKind> = {
  invited: 'waiting',
  active: 'success',
  disabled: 'neutral',
  erasing: 'warning',
  erased: 'neutral',
}

/** How the state of an account is shown. */
export const statusOf = (status: UserItem['status']): { kind: StatusKind; label: string } => ({
  kind: kinds[status],
  label: t(`users.status_${status}`),
})

/** What somebody is called; who was erased has no name any more. */
export const nameOfUser = (user: Parameters<typeof fullName>[0] & { status: string }): string =>
  user.status === 'erased' ? t('users.former') : fullName(user)
