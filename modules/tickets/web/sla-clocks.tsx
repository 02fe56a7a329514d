import { useEffect, useState } from 'react'
import { Fact, formatTime, Status } from '../../../platform/web/ui/index.ts'
import type { DeskTicket } from '../contract.ts'
import { t } from './messages.ts'
import { slaWords } from './sla-words.ts'

interface Clock {
  due_at: string | null
  done_at: string | null
  isPaused: boolean
  isWarned: boolean
}

/** What was promised for a ticket: how much time is left, or how it ended. Nothing where nothing was promised. */
export function SlaClocks({ ticket: { sla, resolved_at } }: { ticket: DeskTicket }) {
  useMinutes()
  const clocks: [label: string, clock: Clock][] = [
    [
      t('sla.first_reply'),
      {
        due_at: sla.first_reply_due_at,
        done_at: sla.first_replied_at,
        isPaused: false,
        isWarned: sla.first_reply_mark !== null,
      },
    ],
    [
      t('sla.resolve'),
      {
        due_at: sla.resolve_due_at,
        done_at: resolved_at,
        isPaused: sla.paused_at !== null,
        isWarned: sla.resolve_mark !== null,
      },
    ],
  ]
  return clocks.map(([label, clock]) =>
    clock.due_at === null ? null : (
      <Fact key={label} label={label}>
        <span title={t('sla.due', { at: formatTime(clock.due_at) })}>
          <State {...clock} due_at={clock.due_at} />
        </span>
      </Fact>
    ),
  )
}

function State({ due_at, done_at, isPaused, isWarned }: Clock & { due_at: string }) {
  if (done_at !== null) {
    const isLate = Date.parse(done_at) > Date.parse(due_at)
    return <Status kind={isLate ? 'danger' : 'success'} label={t(isLate ? 'sla.late' : 'sla.kept')} />
  }
  const sla_state = isPaused ? 'paused' : isWarned ? 'warned' : 'ok'
  const words = slaWords({ next_due_at: due_at, sla_state })
  return words && <Status kind={words.tone} label={words.text} />
}

/** Draws again every half minute: time goes by. */
function useMinutes() {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000)
    return () => clearInterval(timer)
  }, [])
}
