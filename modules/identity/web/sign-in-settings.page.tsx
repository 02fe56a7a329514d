import { useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  ErrorState,
  Field,
  Loading,
  Page,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { SettingsInForce } from '../contract.ts'
import { identityApi, registrationModes } from '../contract.ts'
import { LimitsCard } from './limits-card.tsx'
import { t } from './messages.ts'

/** How people get in here. */
export default function SignInSettingsPage() {
  const answer = useApi(identityApi.readSignInSettings, {})
  return (
    <Page title={t('sign_in_settings.title')} description={t('sign_in_settings.text')} width="form">
      {answer.isPending && <Loading rows={8} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && <SettingsForm settings={answer.data} />}
    </Page>
  )
}

function SettingsForm({ settings: { limits, ...settings } }: { settings: SettingsInForce }) {
  const form = useContractForm(identityApi.changeSignInSettings, {
    values: {
      ...settings,
      terms_url: settings.terms_url ?? '',
      terms_version: settings.terms_version ?? '',
      privacy_url: settings.privacy_url ?? '',
    },
    onDone: ({ limits: _, ...saved }) => {
      form.reset({
        ...saved,
        terms_url: saved.terms_url ?? '',
        terms_version: saved.terms_version ?? '',
        privacy_url: saved.privacy_url ?? '',
      })
      toast.success(t('sign_in_settings.saved'))
    },
  })
  return (
    <ContractForm form={form} className="mp-form mp-stack">
      <section className="mp-card mp-form" aria-labelledby="joining-heading">
        <h2 id="joining-heading">{t('sign_in_settings.joining')}</h2>
        <Field
          name="registration"
          as="select"
          label={t('sign_in_settings.registration')}
          hint={t(
            `sign_in_settings.registration_${String(form.values.registration)}_hint` as 'sign_in_settings.registration_open_hint',
          )}
          options={registrationModes.map((mode) => ({
            value: mode,
            label: t(`sign_in_settings.registration_${mode}`),
          }))}
        />
        <Field
          name="email_verification"
          as="select"
          label={t('sign_in_settings.verification')}
          hint={t('sign_in_settings.verification_hint')}
          options={[
            { value: 'required', label: t('sign_in_settings.verification_required') },
            { value: 'off', label: t('sign_in_settings.verification_off') },
          ]}
        />
        <Field
          name="terms_url"
          as="url"
          label={t('sign_in_settings.terms_url')}
          hint={t('sign_in_settings.terms_hint')}
        />
        <div className="mp-form-pair">
          <Field name="terms_version" label={t('sign_in_settings.terms_version')} />
          <Field name="privacy_url" as="url" label={t('sign_in_settings.privacy_url')} />
        </div>
      </section>
      <ProofFields />
      <div className="mp-form-actions">
        <SubmitButton>{t('account.save')}</SubmitButton>
      </div>
      <LimitsCard limits={limits} />
    </ContractForm>
  )
}

function ProofFields() {
  return (
    <section className="mp-card mp-form" aria-labelledby="proof-heading">
      <h2 id="proof-heading">{t('sign_in_settings.proof')}</h2>
      <div className="mp-form-pair">
        <Field
          name="password_min_length"
          as="number"
          label={t('sign_in_settings.min_length')}
          hint={t('sign_in_settings.min_length_hint')}
        />
        <Field
          name="second_factor_grace_days"
          as="number"
          label={t('sign_in_settings.grace')}
          hint={t('sign_in_settings.grace_hint')}
        />
      </div>
      <Field
        name="second_factor_super_admin"
        as="select"
        label={t('sign_in_settings.second_factor')}
        options={[
          { value: 'required', label: t('sign_in_settings.second_factor_required') },
          { value: 'optional', label: t('sign_in_settings.second_factor_optional') },
        ]}
      />
      <Field
        name="magic_link"
        as="checkbox"
        label={t('sign_in_settings.magic_link')}
        hint={t('sign_in_settings.magic_link_hint')}
      />
      <Field
        name="api_keys_may_never_expire"
        as="checkbox"
        label={t('sign_in_settings.endless_keys')}
        hint={t('sign_in_settings.endless_keys_hint')}
      />
      <Field
        name="impersonation_mail"
        as="checkbox"
        label={t('sign_in_settings.impersonation_mail')}
        hint={t('sign_in_settings.impersonation_mail_hint')}
      />
    </section>
  )
}
