import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, fullName, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** What goes and what stays, the address typed again, and whether to wait the seven days. */
export function EraseUserDialog({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const waits = user.status !== 'erasing'
  const [typed, setTyped] = useState('')
  const [atOnce, setAtOnce] = useState(!waits)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function go() {
    setBusy(true)
    try {
      const body = { confirm_email: typed.trim(), at_once: atOnce }
      await api(identityApi.deleteUser, { params: { user_id: user.id }, body })
      toast.success(t(atOnce ? 'users.erased_done' : 'users.erase_done'))
      await refresh(identityApi.readUser)
      onClose()
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
    setBusy(false)
  }
  return (
    <Dialog opened onClose={onClose} title={t('users.erase_title', { name: fullName(user) })}>
      <form
        className="mp-form"
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        <p>{t('users.erase_text')}</p>
        <TextInput
          label={t('users.erase_type', { email: user.email })}
          autoComplete="off"
          value={typed}
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {waits && (
          <Checkbox
            label={t('users.erase_at_once')}
            description={t('users.erase_at_once_hint')}
            checked={atOnce}
            onChange={(event) => setAtOnce(event.currentTarget.checked)}
          />
        )}
        {failure && (
          <p role="alert" className="mp-error-text">
            {failure}
          </p>
        )}
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('users.cancel')}
          </Button>
          <Button type="submit" color="red" loading={busy} disabled={typed.trim() !== user.email}>
            {t('users.erase')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
