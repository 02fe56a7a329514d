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

/** Asks for a link that signs in; linked to only where it is switched on. */
export default function LoginLinkPage() {
  useTitle(t('login.by_link'))
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.requestMagicLink, {
    values: { email: '' },
    quiet: true,
    onDone: (_, sent) => setSentTo(String(sent?.email ?? '')),
    onProblem: hold,
  })
  if (sentTo) {
    const resend = () => api(identityApi.requestMagicLink, { body: { email: sentTo } }, { quiet: true })
    return <CheckMail text={t('login.link_check_mail')} email={sentTo} resend={resend} />
  }
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('login.by_link')}</h1>
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
