import { boot } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { PasswordHints } from './password-hints.tsx'
import { browserPlace, enter, safeNext, useWait } from './sign-in.ts'
import { TermsField } from './terms-field.tsx'

interface RegisterFormProps {
  first: boolean
  options: { password_min_length: number; terms_url: string | null; privacy_url: string | null }
  next: string | undefined
  /** The address has to be proven by mail first. */
  onWaiting: (email: string) => void
}

export function RegisterForm({ first, options, next, onWaiting }: RegisterFormProps) {
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.register, {
    values: {
      email: '',
      password: '',
      first_name: '',
      last_name: '',
      company_name: '',
      setup_token: '',
      terms_accepted: false,
    },
    required: first ? ['company_name'] : [],
    quiet: true,
    prepare: (body) => ({ ...body, ...browserPlace(), ...(next && { next }) }),
    onDone: (answer, sent) => {
      // Somebody else was first, or an address has to be proven: nobody is signed in yet.
      if (!('session' in answer)) onWaiting(String(sent?.email ?? ''))
      else enter(first ? '/admin/setup' : safeNext(next))
    },
    onProblem: hold,
  })
  return (
    <ContractForm form={form} guard={false}>
      {wait && (
        <p className="mp-summary" role="status">
          {wait}
        </p>
      )}
      {first && (
        <Field
          name="company_name"
          label={t('register.company')}
          hint={t('register.company_hint')}
          autoComplete="organization"
          autoFocus
        />
      )}
      <div className="mp-form-pair">
        <Field
          name="first_name"
          label={t('account.first_name')}
          autoComplete="given-name"
          autoFocus={!first}
        />
        <Field name="last_name" label={t('account.last_name')} autoComplete="family-name" />
      </div>
      <Field name="email" as="email" label={t('login.email')} autoComplete="username" />
      <div>
        <Field name="password" as="password" label={t('register.password')} autoComplete="new-password" />
        <PasswordHints minLength={options.password_min_length} />
      </div>
      {first && boot.setup_token_required && (
        <Field
          name="setup_token"
          label={t('register.token')}
          hint={t('register.token_hint')}
          autoComplete="off"
        />
      )}
      <TermsField {...options} />
      <SubmitButton fullWidth>{first ? t('register.first_submit') : t('register.submit')}</SubmitButton>
    </ContractForm>
  )
}
