import { parse } from 'cookie'
import type { OwnCall } from '../../../platform/http/index.ts'

/** The value of the cookie by which a browser is known again; null when it is missing or not one of ours. */
export function deviceTokenOf({ raw }: Pick<OwnCall, 'raw'>): string | null {
  const value = parse(raw.request.headers.cookie ?? '').myportal_device
  return value && /^[\w-]{43}$/.test(value) ? value : null
}
