import { identityApi } from '../contract.ts'
import { AskForLink } from './ask-for-link.tsx'
import { t } from './messages.ts'

/** Asks for a link that signs in; linked to only where it is switched on. */
export default function LoginLinkPage() {
  return (
    <AskForLink
      endpoint={identityApi.requestMagicLink}
      title={t('login.by_link')}
      sent={t('login.link_check_mail')}
    />
  )
}
