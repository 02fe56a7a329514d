import { useState } from 'react'
import { api } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  Link,
  SubmitButton,
  useContractForm,
  useTitle,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { CheckMail } from './check-mail.tsx'
import { t } from './messages.ts'
import { useWait } from './sign-in.ts'

/** Asks for a link to set a new password. */
export default function ForgotPasswordPage() {
  useTitle(t('forgot.title'))
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.forgotPassword, {
    values: { email: '' },
    quiet: true,
    onDone: (_, sent) => setSentTo(String(sent?.email ?? '')),
    onProblem: hold,
  })
  if (sentTo) {
    const resend = () => api(identityApi.forgotPassword, { body: { email: sentTo } }, { quiet: true })
    return <CheckMail text={t('forgot.check_mail')} email={sentTo} resend={resend} />
  }
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{t('forgot.title')}</h1>
        <p className="mp-muted">{t('forgot.text')}</p>
      </div>
      <ContractForm form={form} guard={false}>
        {wait && (
          <p className="mp-summary" role="status">
            {wait}
          </p>
        )}
        <Field name="email" as="email" label={t('login.email')} autoComplete="username" autoFocus />
        <SubmitButton fullWidth>{t('forgot.submit')}</SubmitButton>
      </ContractForm>
      <Link to="/login">{t('mail.to_login')}</Link>
    </div>
  )
}
