import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { problemOf } from '../client/problem.ts'
import { problemText, t } from '../messages/index.ts'
import { Dialog } from './dialog.tsx'

export interface ConfirmDialogProps {
  opened: boolean
  onClose: () => void
  title: string
  /** What happens then, in numbers: "Deletes 3 files and 12 replies". */
  consequence: string
  /** The word on the button: "Revoke key". */
  action: string
  /** Red button, for what cannot be undone; true unless said. */
  dangerous?: boolean
  /** The name that has to be typed: companies, users and restores only. */
  typeToConfirm?: string
  /** The dialog closes when this has succeeded; a problem is shown inside. */
  run: () => Promise<unknown>
}

/** Asks before something that has no Undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const fits = !props.typeToConfirm || typed.trim() === props.typeToConfirm

  function close() {
    setFailure(null)
    setTyped('')
    props.onClose()
  }
  async function go() {
    setBusy(true)
    try {
      await props.run()
      close()
    } catch (error) {
      setFailure(problemText(problemOf(error)))
    }
    setBusy(false)
  }
  return (
    <Dialog opened={props.opened} onClose={close} title={props.title}>
      <p>{props.consequence}</p>
      {props.typeToConfirm && (
        <TextInput
          label={t('confirm.type_name', { name: props.typeToConfirm })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {failure && (
        <p role="alert" className="mp-error-text">
          {failure}
        </p>
      )}
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={close} data-autofocus>
          {t('action.cancel')}
        </Button>
        <Button
          color={props.dangerous === false ? 'brand' : 'red'}
          loading={busy}
          disabled={!fits}
          onClick={go}
        >
          {props.action}
        </Button>
      </div>
    </Dialog>
  )
}
