import { refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import type { Passkey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** A better name for a passkey. */
export function RenamePasskeyDialog({ passkey, onClose }: { passkey: Passkey | null; onClose: () => void }) {
  return (
    <Dialog opened={passkey !== null} onClose={onClose} title={t('factors.rename')} width={420}>
      {passkey && <RenameForm passkey={passkey} onClose={onClose} />}
    </Dialog>
  )
}

function RenameForm({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const form = useContractForm(identityApi.renamePasskey, {
    values: { name: passkey.name },
    request: { params: { passkey_id: passkey.id } },
    onDone: () => {
      void refresh(identityApi.listPasskeys)
      onClose()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="name" label={t('passkeys.name')} autoFocus />
      <SubmitButton>{t('factors.rename_save')}</SubmitButton>
    </ContractForm>
  )
}
