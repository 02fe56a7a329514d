import { useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'

type How = 'invitation' | 'password'

/** Adds somebody: by invitation, or with a first password that they must change. */
export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const go = useGo()
  const [how, setHow] = useState<How>('invitation')
  const form = useContractForm(identityApi.createUser, {
    values: { email: '', first_name: '', last_name: '', password: '' },
    required: how === 'password' ? ['password'] : [],
    prepare: ({ password, ...body }) =>
      how === 'password' ? { ...body, password, send_invitation: false } : { ...body, send_invitation: true },
    onDone: (user) => {
      toast.success(t('users.created_toast'))
      void refresh(identityApi.listUsers)
      go(`/admin/users/${user.id}`)
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('users.create')} width={520}>
      <ContractForm form={form} guard={false}>
        <Field name="email" as="email" label={t('login.email')} autoComplete="off" autoFocus />
        <div className="mp-form-pair">
          <Field name="first_name" label={t('account.first_name')} autoComplete="off" />
          <Field name="last_name" label={t('account.last_name')} autoComplete="off" />
        </div>
        <HowField how={how} onChange={setHow} />
        <SubmitButton>{t('users.create')}</SubmitButton>
      </ContractForm>
    </Dialog>
  )
}

function HowField({ how, onChange }: { how: How; onChange: (how: How) => void }) {
  const options = [
    ['invitation', t('users.how_invitation')],
    ['password', t('users.how_password')],
  ] as const
  return (
    <>
      <fieldset className="mp-choice">
        <legend>{t('users.how')}</legend>
        {options.map(([one, label]) => (
          <label key={one} className="mp-check">
            <input type="radio" name="how" checked={how === one} onChange={() => onChange(one)} />
            {label}
          </label>
        ))}
      </fieldset>
      {how === 'password' && (
        <Field
          name="password"
          as="password"
          label={t('users.first_password')}
          hint={t('users.first_password_hint')}
          autoComplete="new-password"
        />
      )}
    </>
  )
}
