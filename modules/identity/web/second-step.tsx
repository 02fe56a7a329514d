import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import type { SessionAnswer } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { CodeInput } from './code-input.tsx'
import { t } from './messages.ts'
import { askForPasskey, passkeysWork } from './passkeys.ts'
import { useWait } from './sign-in.ts'

/** The challenge of a sign-in whose password was right (401 `second_factor_required`). */
export interface Challenge {
  challenge: string
  methods: string[]
}

export function challengeOf({ code, members }: ApiProblem): Challenge | null {
  if (code !== 'second_factor_required' || typeof members.challenge !== 'string') return null
  return { challenge: members.challenge, methods: (members.methods as string[] | undefined) ?? [] }
}

interface SecondStepProps {
  step: Challenge
  remember?: boolean
  onDone: (answer: SessionAnswer) => void
  /** Back to the password; a problem says why. */
  onBack: (why: ApiProblem | null) => void
}

type Proof = Pick<Parameters<typeof sendStep>[0], 'totp_code' | 'recovery_code' | 'passkey'>

const sendStep = (body: {
  challenge: string
  remember_me?: boolean
  totp_code?: string
  recovery_code?: string
  passkey?: { challenge_id: string; credential: Record<string, unknown> }
}) => api(identityApi.secondFactor, { body }, { quiet: true })

/** The second step, in place of the password form: code, passkey or recovery code. */
export function SecondStep({ step, remember, onDone, onBack }: SecondStepProps) {
  const { methods, challenge } = step
  const [way, setWay] = useState(methods.find((one) => one !== 'recovery_code') ?? 'recovery_code')
  const [failure, setFailure] = useState<string | null>(null)
  const { wait, hold } = useWait()

  async function send(proof: Proof) {
    setFailure(null)
    try {
      onDone(
        await sendStep({ challenge, ...(remember !== undefined && { remember_me: remember }), ...proof }),
      )
    } catch (error) {
      const why = problemOf(error)
      if (why.code === 'challenge_expired' || isUsedUp(why)) return onBack(why)
      if (!hold(why)) setFailure(`${problemText(why)}${triesOf(why)}`)
    }
  }
  async function byPasskey() {
    setFailure(null)
    try {
      const passkey = await askForPasskey({ challenge })
      if (passkey) await send({ passkey })
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
  }
  const others = methods.filter((one) => one !== way && (one !== 'passkey' || passkeysWork()))
  return (
    <div className="mp-stack">
      {(wait ?? failure) && (
        <p className="mp-summary" role="alert">
          {wait ?? failure}
        </p>
      )}
      {way === 'totp_code' && <CodeInput label={t('step.code')} send={(totp_code) => send({ totp_code })} />}
      {way === 'passkey' && (
        <Button fullWidth leftSection={<IconKey size={16} aria-hidden />} onClick={() => void byPasskey()}>
          {t('step.passkey')}
        </Button>
      )}
      {way === 'recovery_code' && <RecoveryForm send={(recovery_code) => send({ recovery_code })} />}
      <div className="mp-ways">
        {others.map((other) => (
          <button
            key={other}
            type="button"
            className="mp-link"
            onClick={() => {
              setWay(other)
              setFailure(null)
              if (other === 'passkey') void byPasskey()
            }}
          >
            {wayLabel(other)}
          </button>
        ))}
        <button type="button" className="mp-link" onClick={() => onBack(null)}>
          {t('step.not_you')}
        </button>
      </div>
    </div>
  )
}

const isUsedUp = ({ members }: ApiProblem) => members.attempts_left === 0

/** What is said beside the password to whom the second step led back. */
export const backText = (why: ApiProblem): string => (isUsedUp(why) ? t('step.used_up') : problemText(why))

/** How many tries are left, where the answer says it. */
function triesOf({ members }: ApiProblem): string {
  return typeof members.attempts_left === 'number' ? ` ${t('step.tries', { n: members.attempts_left })}` : ''
}

function wayLabel(way: string): string {
  if (way === 'totp_code') return t('step.use_code')
  return way === 'passkey' ? t('step.use_passkey') : t('step.use_recovery')
}

function RecoveryForm({ send }: { send: (code: string) => Promise<void> }) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  return (
    <form
      className="mp-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (code.trim() === '' || busy) return
        setBusy(true)
        void send(code).finally(() => setBusy(false))
      }}
    >
      <TextInput
        label={t('step.recovery')}
        description={t('step.recovery_hint')}
        value={code}
        maxLength={100}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={busy}>
        {t('login.submit')}
      </Button>
    </form>
  )
}
