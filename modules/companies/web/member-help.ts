import { api, hasPermission, isProvider, problemOf } from '../../../platform/web/client/index.ts'
import type { MenuItem } from '../../../platform/web/ui/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { nameOf } from './words.ts'

/** What the desk does for somebody who cannot sign in. */
export function helpItems(member: Membership): MenuItem[] {
  if (member.status !== 'active' || !isProvider() || !hasPermission('staff.verify')) return []
  const item = (
    endpoint:
      | typeof companiesApi.unlockMember
      | typeof companiesApi.sendMemberReset
      | typeof companiesApi.revokeMemberSessions,
    label: string,
    done: string,
  ): MenuItem => ({
    label,
    run: () =>
      void api(endpoint as typeof companiesApi.unlockMember, { params: { membership_id: member.id } })
        .then(() => toast.success(done))
        .catch((error) => toast.error(problemOf(error))),
  })
  const name = { name: nameOf(member) }
  return [
    item(companiesApi.unlockMember, t('members.unlock'), t('members.unlocked', name)),
    item(companiesApi.sendMemberReset, t('members.send_reset'), t('members.reset_sent', name)),
    item(companiesApi.revokeMemberSessions, t('members.end_sessions'), t('members.sessions_ended', name)),
  ]
}
