import { PinInput } from '@mantine/core'
import { useState } from 'react'
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
        // A new one for each try: it sends what is pasted or filled in at once only the first time.
        key={round}
        id="code"
        length={6}
        type="number"
        inputMode="numeric"
        oneTimeCode
        placeholder=""
        size="md"
        autoFocus={autoFocus || round > 0}
        value={code}
        readOnly={busy}
        onChange={setCode}
        onComplete={(whole) => void complete(whole)}
        getInputProps={(index) => ({ 'aria-label': t('step.digit', { n: index + 1 }) })}
      />
    </fieldset>
  )
}
