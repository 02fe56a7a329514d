import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import type { MailItem } from '../contract.ts'
import { t } from './messages.ts'

/** What a mail is for, in words where there are some. */
export function purposeOf(purpose: string): string {
  const key = `mail.${purpose}`
  return hasText(key) ? translateAny(key) : purpose
}

const kinds = {
  queued: 'waiting',
  sending: 'info',
  sent: 'success',
  failed: 'danger',
  discarded: 'neutral',
} as const

/** Without a mail server nothing waits for anything: it is kept. */
export function mailStatus(state: MailItem['state'], smtp: boolean): { kind: StatusKind; label: string } {
  if (state === 'queued' && !smtp) return { kind: 'neutral', label: t('outbox.state_kept') }
  return { kind: kinds[state], label: t(`outbox.state_${state}`) }
}
