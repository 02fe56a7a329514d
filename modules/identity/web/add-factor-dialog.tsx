import { useState } from 'react'
import { refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { PasskeySetup } from './passkey-setup.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { type Added, TotpSetup } from './totp-setup.tsx'

export type FactorKind = 'totp' | 'passkey'

/** Adds an authenticator or a passkey; with the first factor the recovery codes are shown before it closes. */
export function AddFactorDialog({ kind, onClose }: { kind: FactorKind | null; onClose: () => void }) {
  const session = useSignedIn()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  function added({ name, recovery_codes }: Added) {
    Object.assign(session, { second_factor: { ...session.second_factor, enrolled: true, due_at: null } })
    void refresh(identityApi.listTotp)
    void refresh(identityApi.listPasskeys)
    void refresh(identityApi.listAccountEvents)
    toast.success(t('factors.added', { name }))
    if (recovery_codes) setCodes(recovery_codes)
    else onClose()
  }
  function close() {
    setCodes(null)
    onClose()
  }
  const title = kind === 'totp' ? t('totp.add') : t('passkeys.add')
  return (
    <Dialog opened={kind !== null} onClose={close} title={codes ? t('codes.title') : title} width={560}>
      {codes && <RecoveryCodes codes={codes} onKept={close} />}
      {!codes && kind === 'totp' && <TotpSetup onAdded={added} />}
      {!codes && kind === 'passkey' && <PasskeySetup onAdded={added} />}
    </Dialog>
  )
}
