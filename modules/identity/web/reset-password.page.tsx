import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  Link,
  SubmitButton,
  useContractForm,
  useTitle,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { takeFragment, useCleanAddress } from './fragment.ts'
import { t } from './messages.ts'
import { PasswordHints } from './password-hints.tsx'
import { enter, useWait } from './sign-in.ts'

const fragment = takeFragment(['token'])

/** Sets a new password by the mailed link; then one signs in with it. */
export default function ResetPasswordPage() {
  useTitle(t('reset.title'))
  useCleanAddress()
  const [{ token }] = useState(fragment)
  const [isSpent, setSpent] = useState(token === '')
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('reset.title')}</h1>
      {isSpent ? (
        <>
          <p role="alert">{t('reset.expired')}</p>
          <Link to="/forgot-password">{t('reset.again')}</Link>
        </>
      ) : (
        <ResetForm token={token} onSpent={() => setSpent(true)} />
      )}
      <Link to="/login">{t('mail.to_login')}</Link>
    </div>
  )
}

function ResetForm({ token, onSpent }: { token: string; onSpent: () => void }) {
  const options = useApi(identityApi.options, {})
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.resetPassword, {
    values: { token, password: '' },
    quiet: true,
    onDone: () => enter('/login?notice=password_set'),
    onProblem: (problem) => {
      if (problem.code === 'invalid_token') onSpent()
      return problem.code === 'invalid_token' || hold(problem)
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      {wait && (
        <p className="mp-summary" role="status">
          {wait}
        </p>
      )}
      <div>
        <Field
          name="password"
          as="password"
          label={t('reset.password')}
          autoComplete="new-password"
          autoFocus
        />
        <PasswordHints email="" {...(options.data && { minLength: options.data.password_min_length })} />
      </div>
      <SubmitButton fullWidth>{t('reset.submit')}</SubmitButton>
    </ContractForm>
  )
}
