import { type Identity, setTemporaryPassword } from '../../modules/identity/server/index.ts'

/** A made-up password that must be changed at the next sign-in; all sessions end. */
export async function resetPassword(identity: Identity, { email }: { email: string }): Promise<string> {
  const told = await setTemporaryPassword(identity, email)
  return `New password of ${told.email}, to be changed at sign-in:\n${told.password}`
}
