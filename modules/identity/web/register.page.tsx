import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, boot, useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Link, Loading, useTitle } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { CheckMail } from './check-mail.tsx'
import { t } from './messages.ts'
import { RegisterForm } from './register-form.tsx'
import { withNext } from './sign-in.ts'

/** The first person sets the portal up; later ones register where that is open, or read that they need an invitation. */
export default function RegisterPage() {
  const first = boot.needs_first_user
  const title = first ? t('register.first_title', { portal: boot.branding.name }) : t('register.title')
  useTitle(title)
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [waiting, setWaiting] = useState<string | null>(null)
  const options = useApi(identityApi.options, {})
  if (options.isPending) return <Loading />
  if (options.error) return <ErrorState problem={options.error} retry={() => void options.refetch()} />
  if (waiting) {
    const resend = () => api(identityApi.resendVerification, { body: { email: waiting } }, { quiet: true })
    return <CheckMail text={t('register.check_mail')} email={waiting} resend={resend} />
  }
  const { registration, needs_first_user } = options.data
  if (!needs_first_user && (registration === 'invited' || registration === 'off'))
    return <Closed mode={registration} />
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {first && <p className="mp-muted">{t('register.first_text')}</p>}
        {!first && registration === 'domain' && <p className="mp-muted">{t('register.domain_text')}</p>}
      </div>
      <RegisterForm first={first} options={options.data} next={next} onWaiting={setWaiting} />
      {!first && <Link to={withNext('/login', next)}>{t('register.have_account')}</Link>}
    </div>
  )
}

function Closed({ mode }: { mode: 'invited' | 'off' }) {
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t(`register.${mode}_title`)}</h1>
      <p>{t(`register.${mode}_text`)}</p>
      <Link to="/login">{t('register.have_account')}</Link>
    </div>
  )
}
