import { parseArgs } from 'node:util'
import type { Identity } from '../../modules/identity/server/index.ts'
import { withIdentity } from './with-identity.ts'

export interface UserArguments {
  email: string
  first_name: string
  last_name: string
  is_super_admin: boolean
}

type Step = (identity: Identity, given: UserArguments) => Promise<string>

const steps: Record<string, () => Promise<Step>> = {
  create: async () => (await import('./user-create.ts')).createPerson,
  promote: async () => (await import('./user-promote.ts')).promotePerson,
  unlock: async () => (await import('./user-unlock.ts')).unlockPerson,
  'reset-password': async () => (await import('./user-reset-password.ts')).resetPassword,
  'reset-second-factor': async () => (await import('./user-reset-second-factor.ts')).resetSecondFactor,
}

const usage = `myportal user create EMAIL [--first-name NAME] [--last-name NAME] [--super-admin]
myportal user promote EMAIL
myportal user unlock EMAIL
myportal user reset-password EMAIL
myportal user reset-second-factor EMAIL`

/** `myportal user …`: works beside a running portal on PostgreSQL; an embedded database must not be in use. */
export async function user(args: string[]): Promise<void> {
  const [name = '', ...rest] = args
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: {
      'first-name': { type: 'string', default: 'Administrator' },
      'last-name': { type: 'string', default: '' },
      'super-admin': { type: 'boolean', default: false },
    },
  })
  const [email, ...more] = positionals
  const load = steps[name]
  if (!load || !email || more.length > 0) return refuse()
  const step = await load()
  const given = {
    email,
    first_name: values['first-name'],
    last_name: values['last-name'],
    is_super_admin: values['super-admin'],
  }
  await withIdentity(async (identity) => console.log(await step(identity, given)))
}

function refuse(): void {
  console.error(usage)
  process.exitCode = 64
}
