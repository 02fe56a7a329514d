import { createByCommand, type Identity } from '../../modules/identity/server/index.ts'
import type { UserArguments } from './user.ts'

/** Makes an active person with a made-up password; the first person of a portal also gets its company. */
export async function createPerson(identity: Identity, given: UserArguments): Promise<string> {
  const { email, password } = await createByCommand(identity, given)
  const what = given.is_super_admin ? 'super administrator' : 'person'
  return `Made the ${what} ${email}. First password, to be changed at sign-in:\n${password}`
}
