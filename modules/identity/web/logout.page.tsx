import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { boot, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { dropAllDrafts, useGo, useTitle } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { enter } from './sign-in.ts'

/** One button ends the session; opening the page alone ends nothing. */
export default function LogoutPage() {
  useTitle(t('logout.title'))
  const go = useGo()
  const logout = useCall(identityApi.logout, {
    quiet: true,
    onDone: () => void dropAllDrafts().finally(() => enter('/login')),
  })
  useEffect(() => {
    if (!boot.session) enter('/login')
  }, [])
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{t('logout.title')}</h1>
        <p className="mp-muted">{t('logout.text')}</p>
      </div>
      {logout.error && (
        <p role="alert" className="mp-error-text">
          {problemText(logout.error)}
        </p>
      )}
      <Button loading={logout.isPending} onClick={() => logout.mutate({})} autoFocus>
        {t('logout.submit')}
      </Button>
      <Button variant="default" onClick={() => go('/')}>
        {t('logout.stay')}
      </Button>
    </div>
  )
}
