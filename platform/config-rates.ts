import type { Read } from './config-reader.ts'
import { parseRate, type Rate } from './limits/index.ts'

/** What an operator may set, as RATE_LIMIT_…; `off` takes a limit away. */
const rateDefaults = {
  LOGIN: '20/minute',
  LOGIN_SPRAY: '50/hour',
  REGISTER: '10/minute',
  TOKEN: '30/minute',
  INTROSPECT: '6000/minute',
  PASSWORD_RESET: '5/minute',
  MAIL_ADDRESS: '3/hour',
  GENERAL: '1200/minute',
  API: '3000/minute',
  ANONYMOUS: '300/minute',
  HOOK: '60/minute',
  HOOK_BURST: '30/second',
  HOOK_UNKNOWN: '30/minute',
}

/** All named rates; `off`: those that nobody set do not exist. */
export function readRates(read: Read, off: boolean): Record<string, Rate | null> {
  const rates = Object.entries(rateDefaults).map(([name, rate]) => [
    name.toLowerCase(),
    read.parsed(`RATE_LIMIT_${name}`, off ? 'off' : rate, (text) => (text === '' ? null : parseRate(text))),
  ])
  const fixed = {
    uploads: '60/minute',
    search: '120/minute',
    exports: '10/minute',
  }
  const others = Object.entries(fixed).map(([name, rate]) => [name, off ? null : parseRate(rate)])
  return Object.fromEntries([...rates, ...others])
}
