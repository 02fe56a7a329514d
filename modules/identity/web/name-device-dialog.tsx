import { refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import type { OwnSession } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** A name by which one knows the device again. */
export function NameDeviceDialog({ session, onClose }: { session: OwnSession; onClose: () => void }) {
  const form = useContractForm(identityApi.renameSession, {
    values: { device_name: session.device_name ?? '' },
    request: { params: { session_id: session.id } },
    onDone: () => {
      void refresh(identityApi.listSessions)
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('sessions.name_title')} width={420}>
      <ContractForm form={form} guard={false}>
        <Field name="device_name" label={t('sessions.device')} hint={t('sessions.device_hint')} autoFocus />
        <SubmitButton>{t('sessions.save')}</SubmitButton>
      </ContractForm>
    </Dialog>
  )
}
