import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { boot, useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  Link,
  SubmitButton,
  useContractForm,
  useTitle,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { enter, safeNext, useWait } from './sign-in.ts'

/** Sign in with e-mail address and password. */
export default function LoginPage() {
  useTitle(t('login.title'))
  const { next } = useSearch({ strict: false }) as { next?: string }
  const options = useApi(identityApi.options, {})
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.login, {
    values: { email: '', password: '', remember_me: false },
    quiet: true,
    onDone: () => enter(safeNext(next)),
    onProblem: (problem) => {
      form.reset({ ...form.values, password: '' })
      return hold(problem)
    },
  })
  useEffect(() => {
    if (boot.session) enter(safeNext(next))
  }, [next])
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('login.title')}</h1>
      <ContractForm form={form} guard={false}>
        {wait && (
          <p className="mp-summary" role="status">
            {wait}
          </p>
        )}
        <Field name="email" as="email" label={t('login.email')} autoComplete="username" autoFocus />
        <Field name="password" as="password" label={t('login.password')} autoComplete="current-password" />
        <Field name="remember_me" as="checkbox" label={t('login.remember')} />
        <SubmitButton fullWidth>{t('login.submit')}</SubmitButton>
      </ContractForm>
      {options.data?.registration === 'open' || options.data?.registration === 'domain' ? (
        <Link to="/register">{t('login.register')}</Link>
      ) : (
        <p className="mp-muted mp-small">{t('login.invited')}</p>
      )}
    </div>
  )
}
