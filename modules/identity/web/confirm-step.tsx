import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Prompt } from '../../../platform/web/client/index.ts'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import { identityApi } from '../contract.ts'
import { CodeInput } from './code-input.tsx'
import './factors.css'
import { t } from './messages.ts'
import { askForPasskey, type PasskeyProof, passkeysWork } from './passkeys.ts'
import { useWait } from './sign-in.ts'

/** Proof of identity where the account has a second factor: by code or by passkey. */
export function ConfirmStep({ prompt }: { prompt: Prompt }) {
  const [failure, setFailure] = useState<string | null>(null)
  const { wait, hold } = useWait()
  const hasCode = prompt.methods.includes('totp_code')

  async function send(body: { totp_code: string } | { passkey: PasskeyProof }) {
    setFailure(null)
    try {
      await api(identityApi.confirm, { body }, { quiet: true })
      prompt.answer(true)
    } catch (error) {
      const why = problemOf(error)
      if (!hold(why)) setFailure(problemText(why))
    }
  }
  async function byPasskey() {
    try {
      const passkey = await askForPasskey()
      if (passkey) await send({ passkey })
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
  }
  return (
    <div className="mp-stack">
      <p>{t('confirm.factor_text')}</p>
      {(wait ?? failure) && (
        <p className="mp-summary" role="alert">
          {wait ?? failure}
        </p>
      )}
      {hasCode && <CodeInput label={t('step.code')} send={(totp_code) => send({ totp_code })} />}
      {prompt.methods.includes('passkey') && passkeysWork() && (
        <Button
          variant={hasCode ? 'default' : 'filled'}
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => void byPasskey()}
        >
          {t('step.passkey')}
        </Button>
      )}
    </div>
  )
}
