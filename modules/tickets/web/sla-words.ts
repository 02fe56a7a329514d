import { locale } from '../../../platform/web/messages/index.ts'
import { t } from './messages.ts'

export interface Promised {
  next_due_at: string | null
  sla_state: 'ok' | 'warned' | 'breached' | 'paused' | 'none'
}

export interface SlaWords {
  text: string
  /** For `Status`: a word always stands beside the colour. */
  tone: 'neutral' | 'waiting' | 'warning' | 'danger'
}

/** How much time is left of the next promise, in words; null where nothing is promised or all is kept. */
export function slaWords({ next_due_at, sla_state }: Promised, now = Date.now()): SlaWords | null {
  if (sla_state === 'paused') return { text: t('sla.paused'), tone: 'waiting' }
  if (next_due_at === null) return null
  const left = Date.parse(next_due_at) - now
  const time = lengthOf(Math.abs(left))
  if (left < 0) return { text: t('sla.over', { time }), tone: 'danger' }
  return { text: t('sla.left', { time }), tone: sla_state === 'warned' ? 'warning' : 'neutral' }
}

const minute = 60_000

/** "40 min", "5 h", "3 days": one unit, as people say it. */
export function lengthOf(ms: number): string {
  const minutes = Math.floor(ms / minute)
  if (minutes < 1) return t('sla.less')
  if (minutes < 60) return inUnit(minutes, 'minute')
  if (minutes < 48 * 60) return inUnit(Math.floor(minutes / 60), 'hour')
  return inUnit(Math.floor(minutes / 1_440), 'day')
}

const inUnit = (count: number, unit: 'minute' | 'hour' | 'day') =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
