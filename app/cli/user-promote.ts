import { type Identity, promote } from '../../modules/identity/server/index.ts'

/** Makes somebody a super administrator; their sessions end. */
export async function promotePerson(identity: Identity, { email }: { email: string }): Promise<string> {
  const told = await promote(identity, email)
  return `${told.email} is a super administrator now and has to sign in again.`
}
