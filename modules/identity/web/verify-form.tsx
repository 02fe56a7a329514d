import { ContractForm, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { enter, safeNext, useWait } from './sign-in.ts'

/** The link was opened in another browser than the one that registered. */
export function VerifyForm({ token }: { token: string }) {
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.verifyEmail, {
    values: { token, password: '' },
    required: ['password'],
    quiet: true,
    onDone: ({ next }) => enter(safeNext(next ?? '/')),
    onProblem: hold,
  })
  return (
    <>
      <p>{t('verify.other_browser')}</p>
      <ContractForm form={form} guard={false}>
        {wait && (
          <p className="mp-summary" role="status">
            {wait}
          </p>
        )}
        <Field
          name="password"
          as="password"
          label={t('verify.password')}
          autoComplete="current-password"
          autoFocus
        />
        <SubmitButton fullWidth>{t('verify.submit')}</SubmitButton>
      </ContractForm>
      <p className="mp-muted mp-small">{t('verify.not_me')}</p>
    </>
  )
}
