import { useSignedIn } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { PasswordHints } from './password-hints.tsx'
import { useWait } from './sign-in.ts'

/** One's own password: the current one, and a new one. */
export function PasswordForm({ onDone, wide }: { onDone: () => void; wide?: boolean }) {
  const { user } = useSignedIn()
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.changePassword, {
    values: { current_password: '', new_password: '' },
    quiet: true,
    onDone: () => {
      form.reset({ current_password: '', new_password: '' })
      onDone()
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
      <input type="hidden" autoComplete="username" value={user.email} readOnly />
      <Field
        name="current_password"
        as="password"
        label={t('password.current')}
        autoComplete="current-password"
      />
      <div>
        <Field name="new_password" as="password" label={t('password.new')} autoComplete="new-password" />
        <PasswordHints name="new_password" email={user.email} />
      </div>
      <div className={wide ? undefined : 'mp-form-actions'}>
        <SubmitButton fullWidth={wide ?? false}>{t('password.change')}</SubmitButton>
      </div>
    </ContractForm>
  )
}
