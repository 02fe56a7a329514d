import { type Scope, withRole, writeSetting } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { SignInSettings } from '../contract.ts'
import { signInSettingsChanged } from './people.events.ts'
import { asIdentity, reviewSecondFactors } from './second-factor.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'

/** What is left out stays; what stays the same makes no event. A policy counts from the next request. */
export function changeSignInSettings(
  scope: Scope,
  given: { [Key in keyof SignInSettings]?: SignInSettings[Key] | undefined },
): Promise<SignInSettings> {
  return withRole(scope, 'portal_identity', async () => {
    const before = await signInSettingsIn(scope.tx)
    const changes = (Object.keys(given) as (keyof SignInSettings)[])
      .filter((name) => given[name] !== undefined && given[name] !== before[name])
      .map((field) => ({ field, from: before[field], to: given[field] ?? null }))
    for (const { field, to } of changes) await writeSetting(scope.tx, `sign_in.${field}`, to)
    if (changes.length > 0)
      await announce(scope, signInSettingsChanged, { subject_id: null, company_id: null, data: { changes } })
    if (changes.some(({ field }) => field === 'second_factor_super_admin'))
      await reviewSecondFactors(asIdentity(scope), null)
    return signInSettingsIn(scope.tx)
  })
}
