import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import type { MenuItem } from '../../../platform/web/ui/index.ts'
import { Menu, toast } from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { EraseUserDialog } from './erase-user-dialog.tsx'
import { t } from './messages.ts'
import { type Action, ReasonDialog } from './reason-dialog.tsx'

const steps = {
  invite: identityApi.inviteUser,
  unlock: identityApi.unlockUser,
  send_reset: identityApi.sendReset,
  revoke_sessions: identityApi.revokeUserSessions,
} as const

/** What a super administrator can do with an account; what weighs more asks for a reason. */
export function UserActions({ user }: { user: UserDetail }) {
  const me = useSignedIn().user.id
  const [action, setAction] = useState<Action | null>(null)
  const [erasing, setErasing] = useState(false)
  async function step(name: keyof typeof steps) {
    try {
      await api(steps[name], { params: { user_id: user.id } })
      toast.success(t(`users.${name}_done`))
    } catch (error) {
      toast.error(problemOf(error))
    }
    await refresh(identityApi.readUser)
  }
  const own = me === user.id
  const simple = simpleSteps(user).map(
    (name): MenuItem => ({ label: t(`users.${name}`), run: () => void step(name) }),
  )
  const weighty = weightyActions(user, own).map(
    (name): MenuItem => ({ label: t(`users.${name}`), run: () => setAction(name) }),
  )
  const erase: MenuItem[] =
    own || user.status === 'erased'
      ? []
      : [{ label: t('users.erase'), danger: true, run: () => setErasing(true) }]
  const items = [...simple, ...weighty, ...erase]
  return (
    <>
      {!own && user.status === 'active' && !user.is_super_admin && (
        <Button variant="default" onClick={() => setAction('impersonate')}>
          {t('users.impersonate')}
        </Button>
      )}
      {items.length > 0 && <Menu label={t('users.actions')} items={items} />}
      {erasing && <EraseUserDialog user={user} onClose={() => setErasing(false)} />}
      {action && <ReasonDialog user={user} action={action} onClose={() => setAction(null)} />}
    </>
  )
}

function simpleSteps(user: UserDetail): (keyof typeof steps)[] {
  const names: (keyof typeof steps)[] = []
  if (user.status === 'invited') names.push('invite')
  if (user.status === 'active') names.push('send_reset')
  if (user.blocked) names.push('unlock')
  if (user.counts.sessions > 0) names.push('revoke_sessions')
  return names
}

function weightyActions(user: UserDetail, own: boolean): Action[] {
  const { status } = user
  const possible: [Action, boolean][] = [
    ['enable', status === 'disabled'],
    ['force_change', status === 'active' && !user.must_change_password],
    ['reset_factor', !own && user.second_factor],
    [user.is_super_admin ? 'demote' : 'promote', !own && status === 'active'],
    ['disable', !own && (status === 'active' || status === 'invited')],
  ]
  return possible.filter(([, may]) => may).map(([action]) => action)
}
