import { Button } from '@mantine/core'
import { useState } from 'react'
import { problemOf } from '../../../../platform/web/client/index.ts'
import { toast } from '../../../../platform/web/ui/index.ts'
import type { Setup } from '../../contract.ts'
import { t } from '../messages.ts'

export interface StepProps {
  setup: Setup
  /** Marks the step, and answers the path of the next one. */
  leave: (state: 'done' | 'skipped') => Promise<string>
  go: (path: string) => void
}

interface LeaveButtonProps extends Pick<StepProps, 'leave' | 'go'> {
  state: 'done' | 'skipped'
  label?: string
  filled?: boolean
}

/** Goes on to the next step: "Skip for now" or "Continue". */
export function LeaveButton({ leave, go, state, label, filled }: LeaveButtonProps) {
  const [busy, setBusy] = useState(false)
  async function press() {
    setBusy(true)
    try {
      go(await leave(state))
    } catch (error) {
      setBusy(false)
      toast.error(problemOf(error))
    }
  }
  return (
    <Button variant={filled ? 'filled' : 'subtle'} loading={busy} onClick={press}>
      {label ?? (state === 'skipped' ? t('setup.skip') : t('setup.continue'))}
    </Button>
  )
}

/** Skip while the step is open; afterwards "Continue". */
export function Onward({ setup, leave, go, step }: StepProps & { step: Setup['steps'][number]['step'] }) {
  const done = setup.steps.find((one) => one.step === step)?.state === 'done'
  return <LeaveButton leave={leave} go={go} state={done ? 'done' : 'skipped'} />
}
