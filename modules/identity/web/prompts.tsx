import { useState, useSyncExternalStore } from 'react'
import type { Prompt } from '../../../platform/web/client/index.ts'
import { boot, promptState, subscribePrompts } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import type { SessionAnswer } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { ConfirmStep } from './confirm-step.tsx'
import { t } from './messages.ts'
import { type Challenge, challengeOf, SecondStep } from './second-step.tsx'
import { useWait } from './sign-in.ts'

/** Opens over the untouched page when a call needs a new sign-in or proof of identity. */
export default function Prompts() {
  const { prompt } = useSyncExternalStore(subscribePrompts, promptState)
  if (!prompt) return null
  const title = prompt.question === 'sign_in' ? t('session.title') : t('confirm.title')
  const byPassword = prompt.methods.length === 0 || prompt.methods.includes('password')
  return (
    <Dialog opened onClose={() => prompt.answer(false)} title={title} width={420}>
      {prompt.question === 'sign_in' && <SignInAgain prompt={prompt} />}
      {prompt.question === 'confirm' &&
        (byPassword ? <Confirm prompt={prompt} /> : <ConfirmStep prompt={prompt} />)}
    </Dialog>
  )
}

function SignInAgain({ prompt }: { prompt: Prompt }) {
  const { wait, hold } = useWait()
  const [step, setStep] = useState<Challenge | null>(null)
  const done = (answer: SessionAnswer) => {
    // Another person: nothing of the first one may be sent in their name.
    if (answer.user.id !== boot.session?.user.id) return location.reload()
    prompt.answer(true)
  }
  const form = useContractForm(identityApi.login, {
    values: { email: boot.session?.user.email ?? '', password: '' },
    quiet: true,
    onDone: done,
    onProblem: (problem) => {
      const challenge = challengeOf(problem)
      setStep(challenge)
      return challenge !== null || hold(problem)
    },
  })
  if (step) return <SecondStep step={step} onDone={done} onBack={() => setStep(null)} />
  return (
    <>
      <p>{t('session.text')}</p>
      <ContractForm form={form} guard={false}>
        {wait && <p role="status">{wait}</p>}
        <Field name="email" as="email" label={t('login.email')} autoComplete="username" />
        <Field
          name="password"
          as="password"
          label={t('login.password')}
          autoComplete="current-password"
          autoFocus
        />
        <SubmitButton fullWidth>{t('session.submit')}</SubmitButton>
      </ContractForm>
    </>
  )
}

function Confirm({ prompt }: { prompt: Prompt }) {
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.confirm, {
    values: { password: '' },
    quiet: true,
    onDone: () => prompt.answer(true),
    onProblem: hold,
  })
  return (
    <>
      <p>{t('confirm.text')}</p>
      <ContractForm form={form} guard={false}>
        {wait && <p role="status">{wait}</p>}
        <input type="hidden" autoComplete="username" value={boot.session?.user.email ?? ''} readOnly />
        <Field
          name="password"
          as="password"
          label={t('login.password')}
          autoComplete="current-password"
          autoFocus
        />
        <SubmitButton fullWidth>{t('confirm.submit')}</SubmitButton>
      </ContractForm>
    </>
  )
}
