import { PinInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { t } from './messages.ts'

interface CodeInputProps {
  label: string
  /** Called with the sixth digit. Throws or answers when it was looked at; then the field is empty again. */
  send: (code: string) => Promise<unknown>
  autoFocus?: boolean
}

/** Six digits that send themselves; browsers and phones fill them in. */
export function CodeInput({ label, send, autoFocus = true }: CodeInputProps) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (round > 0) document.getElementById('code-1')?.focus()
  }, [round])
  async function complete(whole: string) {
    if (busy) return
    setBusy(true)
    await send(whole)
    setBusy(false)
    setCode('')
    setRound((count) => count + 1)
  }
  return (
    <fieldset className="mp-code" aria-busy={busy}>
      <legend>{label}</legend>
      <PinInput
        id="code"
        length={6}
        type="number"
        inputMode="numeric"
        oneTimeCode
        placeholder=""
        size="md"
        autoFocus={autoFocus}
        value={code}
        readOnly={busy}
        onChange={setCode}
        onComplete={(whole) => void complete(whole)}
        getInputProps={(index) => ({ 'aria-label': t('step.digit', { n: index + 1 }) })}
      />
    </fieldset>
  )
}
