import { useEffect } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import { Link, useTitle } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import { PasswordForm } from './password-form.tsx'
import { enter } from './sign-in.ts'

/** Whoever must change their password can do nothing else before. */
export default function ChangePasswordPage() {
  useTitle(t('change.title'))
  useEffect(() => {
    if (!boot.session) enter('/login')
  }, [])
  const { session } = boot
  if (!session) return null
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{t('change.title')}</h1>
        {session.session.restriction && <p className="mp-muted">{t('change.text')}</p>}
      </div>
      <PasswordForm wide onDone={() => enter('/')} />
      <Link to="/logout">{t('logout.submit')}</Link>
    </div>
  )
}
