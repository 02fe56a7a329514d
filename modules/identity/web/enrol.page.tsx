import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import { Link, useTitle } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import { PasskeySetup } from './passkey-setup.tsx'
import { passkeysWork } from './passkeys.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { enter } from './sign-in.ts'
import { type Added, TotpSetup } from './totp-setup.tsx'

/**
 * All that is reachable once the days of grace are over: set up a second factor, keep its codes, go on. Before that it
 * says how many days are left.
 */
export default function EnrolPage() {
  useTitle(t('enrol.title'))
  const isDue = boot.session?.session.restriction === 'enrol_second_factor'
  const isNeeded = isDue || Boolean(boot.session?.second_factor.due_at)
  const [way, setWay] = useState<'totp' | 'passkey' | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  useEffect(() => {
    if (!isNeeded) enter(boot.session ? '/' : '/login')
  }, [isNeeded])
  if (!isNeeded) return null
  const added = ({ recovery_codes }: Added) => (recovery_codes ? setCodes(recovery_codes) : enter('/'))
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{codes ? t('codes.title') : t('enrol.title')}</h1>
        {!codes && <Reason isDue={isDue} />}
      </div>
      {codes && <RecoveryCodes codes={codes} onKept={() => enter('/')} />}
      {!codes && way === 'totp' && <TotpSetup onAdded={added} />}
      {!codes && way === 'passkey' && <PasskeySetup onAdded={added} />}
      {!codes && way === null && (
        <div className="mp-stack">
          <Button fullWidth onClick={() => setWay('totp')}>
            {t('enrol.totp')}
          </Button>
          {passkeysWork() && (
            <Button fullWidth variant="default" onClick={() => setWay('passkey')}>
              {t('enrol.passkey')}
            </Button>
          )}
        </div>
      )}
      {!codes && (
        <div className="mp-ways">
          {way !== null && (
            <button type="button" className="mp-link" onClick={() => setWay(null)}>
              {t('enrol.other')}
            </button>
          )}
          {!isDue && <Link to="/">{t('enrol.later')}</Link>}
          <Link to="/logout">{t('logout.title')}</Link>
        </div>
      )}
    </div>
  )
}

/** Whose rule it is, and how much time is left. */
function Reason({ isDue }: { isDue: boolean }) {
  const { due_at = null, demanded_by = null } = boot.session?.second_factor ?? {}
  const left = due_at === null ? 0 : Math.ceil((Date.parse(due_at) - Date.now()) / 86_400_000)
  return (
    <>
      <p className="mp-muted">
        {t(demanded_by === 'super_administrator' ? 'enrol.why_admin' : 'enrol.why_role')}
      </p>
      <p className="mp-muted">{isDue ? t('enrol.text') : t('enrol.days', { n: Math.max(1, left) })}</p>
    </>
  )
}
