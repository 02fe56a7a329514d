import { useEffect, useState } from 'react'
import { boot, useApi } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
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
import { browserPlace, enter, useWait } from './sign-in.ts'
import { TermsField } from './terms-field.tsx'

const fragment = takeFragment(['token'])

/** A new person accepts an invitation: names and a password. A mail scanner that opens the link changes nothing. */
export default function InvitationPage() {
  useTitle(t('invitation.title'))
  useCleanAddress()
  const [{ token }] = useState(fragment)
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('invitation.title')}</h1>
      <Content token={token} />
    </div>
  )
}

function Content({ token: kept }: { token: string }) {
  const preview = useApi(
    identityApi.previewInvitation,
    { body: { token: kept } },
    { enabled: kept !== '', staleTime: 600_000 },
  )
  const isForMembers = !kept
  useEffect(() => {
    // Mails to people who have an account lead here without a token: they accept when signed in.
    if (isForMembers) enter(boot.session ? '/invitations' : '/login?next=/invitations')
  }, [isForMembers])
  if (isForMembers) return <p role="status">{t('invitation.checking')}</p>
  if (boot.session) return <OtherAccount />
  if (preview.error) {
    return (
      <>
        <p role="alert">{problemText(preview.error)}</p>
        <Link to="/login">{t('invitation.sign_in')}</Link>
      </>
    )
  }
  if (!preview.data) return <p role="status">{t('invitation.checking')}</p>
  const { email, invited_by, company_name } = preview.data
  const company = company_name ?? t('invitation.portal')
  return (
    <>
      <p>
        {invited_by ? t('invitation.by', { name: invited_by, company }) : t('invitation.open', { company })}{' '}
        {t('invitation.for', { email })}
      </p>
      <AcceptForm token={kept} email={email} />
      <Link to="/login">{t('invitation.sign_in')}</Link>
    </>
  )
}

function AcceptForm({ token: kept, email }: { token: string; email: string }) {
  const options = useApi(identityApi.options, {})
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.acceptInvitation, {
    values: { token: kept, password: '', first_name: '', last_name: '', terms_accepted: false },
    quiet: true,
    prepare: (body) => ({ ...body, ...browserPlace() }),
    onDone: () => enter('/'),
    onProblem: hold,
  })
  return (
    <ContractForm form={form} guard={false}>
      {wait && (
        <p className="mp-summary" role="status">
          {wait}
        </p>
      )}
      <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
      <div className="mp-form-pair">
        <Field name="first_name" label={t('account.first_name')} autoComplete="given-name" autoFocus />
        <Field name="last_name" label={t('account.last_name')} autoComplete="family-name" />
      </div>
      <div>
        <Field name="password" as="password" label={t('invitation.password')} autoComplete="new-password" />
        <PasswordHints email={email} {...(options.data && { minLength: options.data.password_min_length })} />
      </div>
      {options.data && <TermsField {...options.data} />}
      <SubmitButton fullWidth>{t('invitation.accept')}</SubmitButton>
    </ContractForm>
  )
}

function OtherAccount() {
  return (
    <>
      <p>{t('invitation.other_account', { email: boot.session?.user.email ?? '' })}</p>
      <Link to="/invitations">{t('invitation.own')}</Link>
      <Link to="/logout">{t('logout.submit')}</Link>
    </>
  )
}
