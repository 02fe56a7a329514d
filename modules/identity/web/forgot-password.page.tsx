import { identityApi } from '../contract.ts'
import { AskForLink } from './ask-for-link.tsx'
import { t } from './messages.ts'

/** Asks for a link to set a new password. */
export default function ForgotPasswordPage() {
  return (
    <AskForLink
      endpoint={identityApi.forgotPassword}
      title={t('forgot.title')}
      text={t('forgot.text')}
      sent={t('forgot.check_mail')}
    />
  )
}
