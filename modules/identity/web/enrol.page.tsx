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

/** All that is reachable once the days of grace are over: set up a second factor, keep its codes, go on. */
export default function EnrolPage() {
  useTitle(t('enrol.title'))
  const isNeeded = boot.session?.session.restriction === 'enrol_second_factor'
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
        {!codes && <p className="mp-muted">{t('enrol.text')}</p>}
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
          <Link to="/logout">{t('logout.title')}</Link>
        </div>
      )}
    </div>
  )
}
