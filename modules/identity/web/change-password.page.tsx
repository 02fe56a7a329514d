import { useEffect } from 'react'
import { boot, type SessionUser } from '../../../platform/web/client/index.ts'
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
        {session.session.restriction && <p className="mp-muted">{reasonFor(session.user)}</p>}
      </div>
      <PasswordForm wide onDone={() => enter('/')} />
      <Link to="/logout">{t('logout.submit')}</Link>
    </div>
  )
}

/** The first password came with the account; a later one was asked for. */
function reasonFor({ is_super_admin, created_at, password_changed_at }: SessionUser): string {
  const isFirst =
    password_changed_at !== null && Date.parse(password_changed_at) - Date.parse(created_at) < 60_000
  if (!isFirst) return t('change.text')
  return t(is_super_admin ? 'change.text_set_up' : 'change.text_first')
}
