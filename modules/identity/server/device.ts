import { parse } from 'cookie'
import type { Answer, OwnCall } from '../../../platform/http/index.ts'

const cookieName = 'myportal_device'

/** The value of the cookie by which a browser is known again; null when it is missing or not one of ours. */
export function deviceTokenOf({ raw }: Pick<OwnCall, 'raw'>): string | null {
  const value = parse(raw.request.headers.cookie ?? '')[cookieName]
  return value && /^[\w-]{43}$/.test(value) ? value : null
}

/** Lets the browser be known again, for 400 days. */
export const keepBrowser = ({ answer }: { answer: Answer }, token: string): void =>
  answer.cookie(cookieName, token, { max_age: 400 * 86_400 })
