import { type Identity, unlockByCommand } from '../../modules/identity/server/index.ts'

/** Ends every pause that wrong passwords or codes brought about. */
export async function unlockPerson(identity: Identity, { email }: { email: string }): Promise<string> {
  const told = await unlockByCommand(identity, email)
  return `${told.email} can sign in again.`
}
