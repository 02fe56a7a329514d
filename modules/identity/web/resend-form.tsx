import { useState } from 'react'
import { ContractForm, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { useWait } from './sign-in.ts'

/** A new link for a registration that waits. */
export function ResendForm() {
  const [sent, setSent] = useState(false)
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.resendVerification, {
    values: { email: '' },
    quiet: true,
    onDone: () => setSent(true),
    onProblem: hold,
  })
  if (sent) return <p role="status">{t('verify.sent')}</p>
  return (
    <ContractForm form={form} guard={false}>
      {wait && <p role="status">{wait}</p>}
      <Field name="email" as="email" label={t('login.email')} autoComplete="username" />
      <SubmitButton fullWidth>{t('verify.resend')}</SubmitButton>
    </ContractForm>
  )
}
