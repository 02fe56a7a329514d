import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { api, fullName, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { enter } from './sign-in.ts'

export type Action =
  | 'disable'
  | 'enable'
  | 'force_change'
  | 'reset_factor'
  | 'promote'
  | 'demote'
  | 'impersonate'

/** The shortest reason each of them needs. */
const shortest: Record<Action, number> = {
  disable: 1,
  enable: 0,
  force_change: 0,
  reset_factor: 1,
  promote: 0,
  demote: 0,
  impersonate: 5,
}

interface ReasonDialogProps {
  user: UserDetail
  action: Action
  onClose: () => void
}

/** What happens then, a reason that stays on record, and the step. A problem is shown inside. */
export function ReasonDialog({ user, action, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const name = fullName(user)
  async function go() {
    if (reason.trim().length < shortest[action])
      return setFailure(t('users.reason_needed', { n: shortest[action] }))
    setBusy(true)
    try {
      await run(user.id, action, reason.trim())
      if (action === 'impersonate') return enter('/')
      toast.success(t(`users.${action}_done`))
      await refresh(identityApi.readUser)
      onClose()
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
    setBusy(false)
  }
  return (
    <Dialog opened onClose={onClose} title={t(`users.${action}_title`, { name })}>
      <form
        className="mp-form"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        <p>{t(`users.${action}_text`, { name })}</p>
        <Textarea
          label={t('users.reason')}
          description={t('users.reason_hint')}
          required={shortest[action] > 0}
          maxLength={500}
          rows={3}
          value={reason}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {failure && (
          <p role="alert" className="mp-error-text">
            {failure}
          </p>
        )}
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('users.cancel')}
          </Button>
          <Button type="submit" color={action === 'disable' ? 'red' : 'brand'} loading={busy}>
            {t(`users.${action}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function run(user_id: number, action: Action, text: string): Promise<unknown> {
  const params = { user_id }
  const reason = text ? { reason: text } : {}
  switch (action) {
    case 'disable':
      return api(identityApi.disableUser, { params, body: { reason: text } })
    case 'enable':
      return api(identityApi.enableUser, { params, body: reason })
    case 'force_change':
      return api(identityApi.forcePasswordChange, { params, body: reason })
    case 'reset_factor':
      return api(identityApi.resetSecondFactor, { params, body: { reason: text } })
    case 'impersonate':
      return api(identityApi.impersonate, { params, body: { reason: text } })
    default:
      return api(identityApi.setSuperAdmin, {
        params,
        body: { ...reason, is_super_admin: action === 'promote' },
      })
  }
}
