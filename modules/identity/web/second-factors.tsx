import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import { ConfirmDialog, ErrorState, Loading, toast } from '../../../platform/web/ui/index.ts'
import type { Passkey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { AddFactorDialog, type FactorKind } from './add-factor-dialog.tsx'
import { FactorCard, FactorList } from './factor-list.tsx'
import { t } from './messages.ts'
import { passkeysWork } from './passkeys.ts'
import { RecoveryCard } from './recovery-card.tsx'
import { RenamePasskeyDialog } from './rename-passkey-dialog.tsx'

type Removing = { kind: FactorKind; id: number; name: string }

/** Authenticators, passkeys and recovery codes of the signed-in person: sections of the security page. */
export function SecondFactors() {
  const session = useSignedIn()
  const totp = useApi(identityApi.listTotp, {})
  const passkeys = useApi(identityApi.listPasskeys, {})
  const [adding, setAdding] = useState<FactorKind | null>(null)
  const [renaming, setRenaming] = useState<Passkey | null>(null)
  const [removing, setRemoving] = useState<Removing | null>(null)
  const problem = totp.error ?? passkeys.error
  if (problem) return <ErrorState problem={problem} retry={() => void totp.refetch()} />
  if (!totp.data || !passkeys.data) return <Loading rows={8} />
  const devices = totp.data.items
  const keys = passkeys.data.items
  const count = devices.length + keys.length

  async function remove() {
    if (!removing) return
    if (removing.kind === 'totp')
      await api(identityApi.deleteTotp, { params: { totp_device_id: removing.id } })
    else await api(identityApi.deletePasskey, { params: { passkey_id: removing.id } })
    if (count === 1)
      Object.assign(session, {
        second_factor: { enrolled: false, due_at: null, recovery_codes_left: null },
      })
    toast.success(t('factors.removed', { name: removing.name }))
    const changed = [identityApi.listTotp, identityApi.listPasskeys, identityApi.listAccountEvents]
    await Promise.all(changed.map((one) => refresh(one)))
  }
  return (
    <>
      <FactorCard
        title={t('totp.title')}
        text={t('totp.text')}
        on={devices.length > 0}
        action={
          <Button variant="default" onClick={() => setAdding('totp')}>
            {t('totp.add')}
          </Button>
        }
      >
        <FactorList
          label={t('totp.title')}
          items={devices}
          onRemove={({ id, name }) => setRemoving({ kind: 'totp', id, name })}
        />
      </FactorCard>
      <FactorCard
        title={t('passkeys.title')}
        text={passkeysWork() ? t('passkeys.text') : t('passkeys.not_here')}
        on={keys.length > 0}
        action={
          passkeysWork() && (
            <Button variant="default" onClick={() => setAdding('passkey')}>
              {t('passkeys.add')}
            </Button>
          )
        }
      >
        <FactorList
          label={t('passkeys.title')}
          items={keys}
          onRename={setRenaming}
          onRemove={({ id, name }) => setRemoving({ kind: 'passkey', id, name })}
        />
      </FactorCard>
      {count > 0 && <RecoveryCard left={totp.data.recovery_codes_left} />}
      <AddFactorDialog kind={adding} onClose={() => setAdding(null)} />
      <RenamePasskeyDialog key={renaming?.id} passkey={renaming} onClose={() => setRenaming(null)} />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('factors.remove_title', { name: removing?.name ?? '' })}
        consequence={count === 1 ? t('factors.remove_last') : t('factors.remove_text')}
        action={t('factors.remove')}
        run={remove}
      />
    </>
  )
}
