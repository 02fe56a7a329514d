import { Button } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { boot, useApi } from '../../../platform/web/client/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import {
  ContractForm,
  Field,
  Link,
  SubmitButton,
  useContractForm,
  useTitle,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import './factors.css'
import { MagicLink } from './magic-link.tsx'
import { t } from './messages.ts'
import { usePasskeyLogin } from './passkey-login.ts'
import { backText, type Challenge, challengeOf, SecondStep } from './second-step.tsx'
import { enter, safeNext, useWait, withNext } from './sign-in.ts'

/** Sign in with e-mail address and password, then a second factor where there is one; or with a passkey. */
export default function LoginPage() {
  useTitle(t('login.title'))
  const { next } = useSearch({ strict: false }) as { next?: string }
  const [step, setStep] = useState<Step | null>(null)
  const [why, setWhy] = useState<ApiProblem | null>()
  const done = () => enter(safeNext(next))
  useEffect(() => {
    if (boot.session) enter(safeNext(next))
  }, [next])
  if (!step) return <PasswordStep why={why} onStep={setStep} onDone={done} />
  return (
    <div className="mp-stack">
      <div>
        <h1 tabIndex={-1}>{t('step.title')}</h1>
        <p className="mp-muted">{t('step.text')}</p>
      </div>
      <SecondStep
        step={step}
        {...(step.remember !== undefined && { remember: step.remember })}
        onDone={done}
        onBack={(problem) => {
          setWhy(problem)
          setStep(null)
        }}
      />
    </div>
  )
}

type Step = Challenge & { remember?: boolean }

interface PasswordStepProps {
  /** Why the second step led back here; undefined before there was one. */
  why: ApiProblem | null | undefined
  onStep: (step: Step) => void
  onDone: () => void
}

function PasswordStep({ why, onStep, onDone }: PasswordStepProps) {
  const { next, notice } = useSearch({ strict: false }) as { next?: string; notice?: string }
  const options = useApi(identityApi.options, {})
  const { wait, hold } = useWait()
  const form = useContractForm(identityApi.login, {
    values: { email: '', password: '', remember_me: false },
    quiet: true,
    onDone,
    onProblem: (problem) => {
      const remember = form.values.remember_me === true
      form.reset({ ...form.values, password: '' })
      const challenge = challengeOf(problem)
      if (challenge) onStep({ ...challenge, remember })
      return challenge !== null || hold(problem)
    },
  })
  const passkey = usePasskeyLogin({
    offered: options.data?.passkeys === true,
    remember: form.values.remember_me === true,
    onDone,
  })
  const trouble = wait ?? passkey.failure ?? (why && backText(why))
  return (
    <div className="mp-stack">
      <h1 tabIndex={-1}>{t('login.title')}</h1>
      {(notice === 'password_set' || notice === 'leaving') && (
        <p className="mp-note" role="status">
          {notice === 'leaving' ? t('login.leaving') : t('login.password_set')}
        </p>
      )}
      {why === undefined && <MagicLink onStep={onStep} onDone={onDone} />}
      <ContractForm form={form} guard={false}>
        {trouble && (
          <p className="mp-summary" role="status">
            {trouble}
          </p>
        )}
        <Field name="email" as="email" label={t('login.email')} autoComplete="username webauthn" autoFocus />
        <Field name="password" as="password" label={t('login.password')} autoComplete="current-password" />
        <Field name="remember_me" as="checkbox" label={t('login.remember')} />
        <SubmitButton fullWidth>{t('login.submit')}</SubmitButton>
      </ContractForm>
      {passkey.works && (
        <Button
          variant="default"
          fullWidth
          loading={passkey.busy}
          leftSection={<IconKey size={16} aria-hidden />}
          // The address field keeps the focus: it would complain that it is empty, and the button would move away.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => void passkey.ask()}
        >
          {t('login.passkey')}
        </Button>
      )}
      <Link to="/forgot-password">{t('login.forgot')}</Link>
      {options.data?.magic_link && <Link to="/login-link">{t('login.by_link')}</Link>}
      {options.data?.registration === 'open' || options.data?.registration === 'domain' ? (
        <Link to={withNext('/register', next)}>{t('login.register')}</Link>
      ) : (
        <p className="mp-muted mp-small">{t('login.invited')}</p>
      )}
    </div>
  )
}
