import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { makePasskey } from './passkeys.ts'
import type { Added } from './totp-setup.tsx'

/** Adds a passkey: a name for it, then the browser's own question. */
export function PasskeySetup({ onAdded }: { onAdded: (added: Added) => void }) {
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function add() {
    setBusy(true)
    setFailure(null)
    try {
      const proof = await makePasskey()
      const body = { name: name.trim() || t('passkeys.name_default') }
      if (proof) onAdded(await api(identityApi.addPasskey, { body: { ...proof, ...body } }))
      else setFailure(t('passkeys.given_up'))
    } catch (error) {
      // The browser's own word for a device that is known already.
      const known = (error as Error).name === 'InvalidStateError'
      setFailure(known ? t('passkeys.known') : problemText(problemOf(error)))
    }
    setBusy(false)
  }
  return (
    <form
      className="mp-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void add()
      }}
    >
      <p>{t('passkeys.explain')}</p>
      <TextInput
        label={t('passkeys.name')}
        description={t('passkeys.name_hint')}
        value={name}
        maxLength={80}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {failure && (
        <p role="alert" className="mp-error-text">
          {failure}
        </p>
      )}
      <div>
        <Button type="submit" loading={busy}>
          {t('passkeys.make')}
        </Button>
      </div>
    </form>
  )
}
