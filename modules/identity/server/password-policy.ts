import { invalid } from '../../../platform/contract/problems.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { accountPolicy } from './account-policy.ts'
import { byActor, type Foundation, openingFor, type Visit } from './foundation.ts'
import { assertGoodPassword, type Personal } from './password-rules.ts'
import { breachCheckUnavailable } from './people.events.ts'
import { portalName } from './portal-name.ts'
import { signInSettingsIn } from './sign-in-settings.ts'

interface Chosen {
  password: string
  personal: Personal
  /** Where the 422 points; `password` unless said. */
  field?: string
  /** The one it replaces: the same again is refused. */
  old_hash?: string | null
  /** Whose it is, where they are somebody already: the names of their companies make poor passwords. */
  user_id?: number
}

type Asking = Pick<Visit, 'request_id' | 'origin'>

/** The whole rule for a password somebody chooses (identity §4.3): no transaction may be open. Throws 422. */
export async function assertPassword(foundation: Foundation, visit: Asking, chosen: Chosen): Promise<void> {
  const { password, personal, field = 'password', old_hash } = chosen
  const { shortest, names } = await ruleFor(foundation, chosen.user_id)
  assertGoodPassword(password, { ...personal, names: [...(personal.names ?? []), ...names] }, field, shortest)
  if (old_hash && (await foundation.hashing.verify(old_hash, password)))
    throw invalid(field, 'same', 'This is the password you have already.')

  const leaked = await foundation.breaches.knows(password)
  if (leaked)
    throw invalid(field, 'breached', 'This password is known from a leak; it would be guessed first.')
  if (leaked === null) await noteOutage(foundation, visit)
}

/** How long passwords are here, and the names around this person. */
function ruleFor({ database }: Foundation, userId?: number): Promise<{ shortest: number; names: string[] }> {
  return inTransaction(database, { role: 'portal_identity', read_only: true }, async (tx) => {
    const { password_min_length: shortest } = await signInSettingsIn(tx)
    const companies = userId === undefined ? [] : await accountPolicy().companiesOf(tx, userId)
    return { shortest, names: [await portalName(tx), ...companies.map(({ name }) => name)] }
  })
}

const lastNoted = new WeakMap<Foundation, number>()

/** At most one event an hour says that the service is away. */
async function noteOutage(foundation: Foundation, visit: Asking): Promise<void> {
  const last = lastNoted.get(foundation) ?? 0
  if (Date.now() - last < 3_600_000) return
  lastNoted.set(foundation, Date.now())
  await inTransaction(foundation.database, openingFor(visit), (tx) =>
    announce(byActor(tx, visit, { kind: 'system', id: null }), breachCheckUnavailable, {
      subject_id: null,
      company_id: null,
      data: {},
    }),
  )
}
