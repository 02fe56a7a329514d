import { boot, useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  ErrorState,
  Field,
  Link,
  Loading,
  SubmitButton,
  useContractForm,
  useTitle,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { PasswordHints } from './password-hints.tsx'
import { browserPlace, enter, useWait } from './sign-in.ts'

/** The first person sets the portal up; later ones register where that is open, or read that they need an invitation. */
export default function RegisterPage() {
  const first = boot.needs_first_user
  const title = first ? t('register.first_title', { portal: boot.branding.name }) : t('register.title')
  useTitle(title)
  const options = useApi(identityApi.options, {})
  if (options.isPending) return <Loading />
  if (options.error) return <ErrorState problem={options.error} retry={() => void options.refetch()} />
  const open = options.data.registration === 'open' || options.data.registration === 'domain'
  if (!options.data.needs_first_user && !open) return <Invited />
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        {first && <p className="mp-muted">{t('register.first_text')}</p>}
      </div>
      <RegisterForm first={first} minLength={options.data.password_min_length} />
      {!first && <Link to="/login">{t('register.have_account')}</Link>}
    </div>
  )
}

function RegisterForm({ first, minLength }: { first: boolean; minLength: number }) {
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.register, {
    values: { email: '', password: '', first_name: '', last_name: '', company_name: '', setup_token: '' },
    required: first ? ['company_name'] : [],
    quiet: true,
    prepare: (body) => ({ ...body, ...browserPlace() }),
    onDone: () => enter(first ? '/admin/setup' : '/'),
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
        <Field name="first_name" label={t('account.first_name')} autoComplete="given-name" />
        <Field name="last_name" label={t('account.last_name')} autoComplete="family-name" />
      </div>
      <Field name="email" as="email" label={t('login.email')} autoComplete="username" />
      <div>
        <Field name="password" as="password" label={t('register.password')} autoComplete="new-password" />
        <PasswordHints minLength={minLength} />
      </div>
      {first && boot.setup_token_required && (
        <Field
          name="setup_token"
          label={t('register.token')}
          hint={t('register.token_hint')}
          autoComplete="off"
        />
      )}
      <SubmitButton fullWidth>{first ? t('register.first_submit') : t('register.submit')}</SubmitButton>
    </ContractForm>
  )
}

function Invited() {
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('register.invited_title')}</h1>
      <p>{t('register.invited_text')}</p>
      <Link to="/login">{t('register.have_account')}</Link>
    </div>
  )
}
