import { type Identity, resetSecondFactorByCommand } from '../../modules/identity/server/index.ts'

/** Removes every second factor of somebody who lost theirs; all sessions end. */
export async function resetSecondFactor(identity: Identity, { email }: { email: string }): Promise<string> {
  const told = await resetSecondFactorByCommand(identity, email)
  return `The second factors of ${told.email} were removed.`
}
