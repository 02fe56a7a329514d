import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  SubmitButton,
  toast,
  useContractForm,
  useForm,
} from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

/** Names, phone and address of a person, for administrators. */
export function UserForm({ user }: { user: UserDetail }) {
  const form = useContractForm(identityApi.changeUser, {
    values: {
      first_name: user.first_name,
      last_name: user.last_name,
      mobile_phone: user.mobile_phone ?? '',
      email: user.email,
      mark_verified: false,
    },
    request: { params: { user_id: user.id } },
    prepare: ({ email, mark_verified, ...body }) =>
      email === user.email ? body : { ...body, email, mark_verified },
    onDone: (saved) => {
      toast.success(
        saved.pending_email && saved.email === user.email ? t('users.email_asked') : t('users.saved'),
      )
      form.reset({ ...form.values, email: saved.email, mark_verified: false })
      void refresh(identityApi.readUser)
    },
  })
  return (
    <ContractForm form={form}>
      <div className="mp-form-pair">
        <Field name="first_name" label={t('account.first_name')} autoComplete="off" />
        <Field name="last_name" label={t('account.last_name')} autoComplete="off" />
      </div>
      <div className="mp-form-pair">
        <Field name="email" as="email" label={t('login.email')} autoComplete="off" />
        <Field name="mobile_phone" as="tel" label={t('account.mobile_phone')} autoComplete="off" />
      </div>
      <Marked email={user.email} />
      <div className="mp-form-actions">
        <SubmitButton>{t('account.save')}</SubmitButton>
      </div>
    </ContractForm>
  )
}

/** Only for another address than before. */
function Marked({ email }: { email: string }) {
  const { values } = useForm()
  if (values.email === email) return null
  return <Field name="mark_verified" as="checkbox" label={t('users.mark')} hint={t('users.mark_hint')} />
}
