import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { type ApiProblem, api, boot, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Link, useTitle } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { takeFragment, useCleanAddress } from './fragment.ts'
import { t } from './messages.ts'
import { ResendForm } from './resend-form.tsx'
import { enter, safeNext } from './sign-in.ts'
import { VerifyForm } from './verify-form.tsx'

const fragment = takeFragment(['token', 'discard', 'email'])

/** Where the links of our mails lead that prove an address, or throw a registration away. */
export default function VerifyEmailPage() {
  useTitle(t('verify.title'))
  useCleanAddress()
  const [kept] = useState(fragment)
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('verify.title')}</h1>
      {kept.kind === 'token' && <Finish token={kept.token} />}
      {kept.kind === 'discard' && <OneButton kind="discard" token={kept.token} />}
      {kept.kind === 'email' && <OneButton kind="email" token={kept.token} />}
      {kept.kind === '' && <Expired />}
    </div>
  )
}

/** In the browser that registered the link is enough; elsewhere the password is asked for. */
function Finish({ token }: { token: string }) {
  const [state, setState] = useState<'trying' | 'password' | ApiProblem>('trying')
  useEffect(() => {
    api(identityApi.verifyEmail, { body: { token } }, { quiet: true }).then(
      ({ next }) => enter(safeNext(next ?? '/')),
      (error) => {
        const problem = problemOf(error)
        setState(problem.code === 'password_needed' ? 'password' : problem)
      },
    )
  }, [token])
  if (state === 'trying') return <p role="status">{t('verify.trying')}</p>
  if (state === 'password') return <VerifyForm token={token} />
  if (state.code === 'invalid_token') return <Expired />
  return (
    <>
      <p role="alert">{problemText(state)}</p>
      <Link to="/login">{t('mail.to_login')}</Link>
    </>
  )
}

function Expired() {
  return (
    <>
      <p role="alert">{t('verify.expired')}</p>
      <ResendForm />
      <Link to="/login">{t('mail.to_login')}</Link>
    </>
  )
}

/** A click by a person: mail scanners that open links change nothing. */
function OneButton({ kind, token }: { kind: 'discard' | 'email'; token: string }) {
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [failure, setFailure] = useState<string | null>(null)
  async function go() {
    setState('busy')
    try {
      const call = { body: { token } }
      if (kind === 'discard') await api(identityApi.discardRegistration, call, { quiet: true })
      else await api(identityApi.confirmEmail, call, { quiet: true })
      setState('done')
    } catch (error) {
      setFailure(problemText(problemOf(error)))
      setState('asking')
    }
  }
  if (state === 'done') {
    return (
      <>
        <p role="status">{t(`verify.${kind}_done`)}</p>
        <Link to={boot.session ? '/account' : '/login'}>
          {boot.session ? t('account.title') : t('mail.to_login')}
        </Link>
      </>
    )
  }
  return (
    <>
      <p>{t(`verify.${kind}_text`)}</p>
      {failure && (
        <p role="alert" className="mp-error-text">
          {failure}
        </p>
      )}
      <Button fullWidth loading={state === 'busy'} onClick={() => void go()}>
        {t(`verify.${kind}`)}
      </Button>
    </>
  )
}
