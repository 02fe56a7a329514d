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
import type { identityApi } from '../contract.ts'
import { CheckMail } from './check-mail.tsx'
import { t } from './messages.ts'
import { useWait } from './sign-in.ts'

interface AskForLinkProps {
  endpoint: typeof identityApi.forgotPassword | typeof identityApi.requestMagicLink
  title: string
  text?: string
  /** The same for every address, whether it is known or not. */
  sent: string
}

/** Asks for a link by mail: an address, then the same answer for every address, with a way to ask again. */
export function AskForLink({ endpoint, title, text, sent }: AskForLinkProps) {
  useTitle(title)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const { wait, hold } = useWait()
  const form = useContractForm(endpoint, {
    values: { email: '' },
    quiet: true,
    onDone: (_, given) => setSentTo(String(given?.email ?? '')),
    onProblem: hold,
  })
  if (sentTo) {
    const resend = () => api(endpoint, { body: { email: sentTo } }, { quiet: true })
    return <CheckMail text={sent} email={sentTo} resend={resend} />
  }
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {text && <p className="mp-muted">{text}</p>}
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
