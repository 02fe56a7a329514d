import { TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { api, problemOf, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { CopyButton, ErrorState, Loading } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { CodeInput } from './code-input.tsx'
import './factors.css'
import { t } from './messages.ts'

export interface Added {
  name: string
  recovery_codes?: string[] | undefined
}

/** Adds an authenticator: scan or type the secret, then the first code. */
export function TotpSetup({ onAdded }: { onAdded: (added: Added) => void }) {
  const setup = useCall(identityApi.setUpTotp)
  const begun = useRef(false)
  const [name, setName] = useState(() => t('totp.name_default'))
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    if (!begun.current) setup.mutate({})
    begun.current = true
  }, [setup])

  async function check(code: string) {
    setFailure(null)
    try {
      const body = { code, ...(name.trim() && { name: name.trim() }) }
      onAdded(await api(identityApi.verifyTotp, { body }))
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'no_pending_setup') setup.mutate({})
      setFailure(problem.code === 'invalid_input' ? t('totp.wrong') : problemText(problem))
    }
  }
  if (setup.error) return <ErrorState problem={setup.error} retry={() => setup.mutate({})} />
  if (!setup.data) return <Loading rows={6} />
  const { secret, qr_svg } = setup.data
  return (
    <div className="mp-stack">
      <div className="mp-setup">
        <img
          className="mp-qr"
          src={`data:image/svg+xml,${encodeURIComponent(qr_svg)}`}
          width={200}
          height={200}
          alt={t('totp.qr')}
        />
        <div className="mp-stack">
          <p>{t('totp.scan')}</p>
          <div>
            <p className="mp-small mp-muted">{t('totp.secret')}</p>
            <code className="mp-secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          </div>
          <div>
            <CopyButton value={secret} label={t('totp.copy')} />
          </div>
        </div>
      </div>
      <TextInput
        label={t('totp.name')}
        description={t('totp.name_hint')}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div>
        <CodeInput label={t('totp.code')} send={check} autoFocus={false} />
        {failure && (
          <p role="alert" className="mp-error-text">
            {failure}
          </p>
        )}
      </div>
    </div>
  )
}
