import { type SignInLimit, signInLimits } from '../contract.ts'
import type { IdentitySettings } from './foundation.ts'

/** The limits as they are configured (identity §4.10). */
export const limitsInForce = ({ rates }: Pick<IdentitySettings, 'rates'>): SignInLimit[] =>
  signInLimits.map((name) => {
    const rate = rates[name] ?? null
    const variable = `RATE_LIMIT_${name.toUpperCase()}`
    return { name, variable, points: rate?.points ?? null, seconds: rate?.seconds ?? null }
  })
