import { hasText, translateAny, translator } from '../../../platform/web/messages/index.ts'
import type en from './messages.en.ts'

export const t = translator<keyof typeof en & string>()

/** Labels of statuses and priorities are data; those that come with the portal have a translation. */
export function labelText(label: string): string {
  const key = `ticket.label.${label.toLowerCase().replaceAll(/[^a-z]+/g, '_')}`
  return hasText(key) ? translateAny(key) : label
}
