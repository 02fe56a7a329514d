import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Link, useTitle } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { takeFragment, useCleanAddress } from './fragment.ts'
import { t } from './messages.ts'

const fragment = takeFragment(['token'])

/** Reached by the mailed link: keeps the account after all. Nothing is redeemed by opening the page. */
export default function CancelErasurePage() {
  useTitle(t('privacy.cancel'))
  useCleanAddress()
  const [{ token }] = useState(fragment)
  const cancel = useCall(identityApi.cancelErasure, { quiet: true })
  if (token === '')
    return (
      <div className="mp-stack">
        <h1>{t('privacy.cancel')}</h1>
        <p role="alert">{t('reset.expired')}</p>
        <Link to="/login">{t('mail.to_login')}</Link>
      </div>
    )
  if (cancel.isSuccess)
    return (
      <div className="mp-stack">
        <h1>{t('privacy.kept')}</h1>
        <p>{t('privacy.kept_text')}</p>
        <Button component={Link} to="/login">
          {t('privacy.sign_in')}
        </Button>
      </div>
    )
  return (
    <div className="mp-stack">
      <h1>{t('privacy.cancel')}</h1>
      <p>{t('privacy.cancel_text')}</p>
      {cancel.error && (
        <p role="alert" className="mp-error-text">
          {problemText(cancel.error)}
        </p>
      )}
      <Button loading={cancel.isPending} onClick={() => cancel.mutate({ body: { token } })}>
        {t('privacy.keep')}
      </Button>
    </div>
  )
}
