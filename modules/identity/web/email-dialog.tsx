import { useState } from 'react'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** Another address to sign in with; it counts once the link mailed there was opened. */
export function EmailDialog({ onClose }: { onClose: () => void }) {
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useContractForm(identityApi.changeEmail, {
    values: { email: '' },
    onDone: (_, sent) => setSentTo(String(sent?.email ?? '')),
  })
  return (
    <Dialog opened onClose={onClose} title={t('email.title')} width={460}>
      {sentTo ? (
        <p role="status">{t('email.sent', { email: sentTo })}</p>
      ) : (
        <>
          <p>{t('email.text')}</p>
          <ContractForm form={form} guard={false}>
            <Field name="email" as="email" label={t('email.new')} autoComplete="email" autoFocus />
            <SubmitButton>{t('email.submit')}</SubmitButton>
          </ContractForm>
        </>
      )}
    </Dialog>
  )
}
