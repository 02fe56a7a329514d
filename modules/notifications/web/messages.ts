import { hasText, translateAny, translator } from '../../../platform/web/messages/index.ts'
import type en from './messages.en.ts'

export const t = translator<keyof typeof en & string>()

/** A type by its name: ours in the language of the page, others as their publisher called them. */
export function typeText(event_type: string, label?: string): string {
  const key = `notification.type.${event_type}`
  return hasText(key) ? translateAny(key) : (label ?? event_type)
}

export function groupText(group: string): string {
  const key = `notification.group.${group}`
  return hasText(key) ? translateAny(key) : group
}

/** What a fact beside a message is called; one of somebody else's as they named it. */
export function factText(name: string): string {
  const key = `notification.fact.${name}`
  return hasText(key) ? translateAny(key) : name
}

/** Why something was not sent, in words. */
export function reasonText(reason: string): string {
  const key = `delivery.reason.${reason}`
  return hasText(key) ? translateAny(key) : reason
}
