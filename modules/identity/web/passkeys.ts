import { api } from '../../../platform/web/client/index.ts'
import { identityApi } from '../contract.ts'

/** What goes back to the server as proof of a passkey. */
export interface PasskeyProof {
  challenge_id: string
  credential: Record<string, unknown>
}

/** Whether this browser knows passkeys at all; plain http does not. */
export const passkeysWork = (): boolean => typeof window.PublicKeyCredential === 'function'

const library = () => import('@simplewebauthn/browser')

/**
 * Asks the browser for a passkey; in a second step, for one of that person. `autofill` waits in the address field's
 * suggestions. Null: the person chose none, or another question took its place.
 */
export async function askForPasskey(
  options: { challenge?: string; autofill?: boolean } = {},
): Promise<PasskeyProof | null> {
  const { startAuthentication, browserSupportsWebAuthnAutofill } = await library()
  if (options.autofill && !(await browserSupportsWebAuthnAutofill())) return null
  const body = options.challenge ? { challenge: options.challenge } : {}
  const asked = await api(identityApi.passkeyOptions, { body }, { quiet: true })
  return chosen(asked.challenge_id, () =>
    startAuthentication({
      optionsJSON: asked.options as never,
      useBrowserAutofill: options.autofill === true,
    }),
  )
}

/** Makes a passkey for the signed-in person; null when they gave up. */
export async function makePasskey(): Promise<PasskeyProof | null> {
  const { startRegistration } = await library()
  const asked = await api(identityApi.newPasskeyOptions)
  return chosen(asked.challenge_id, () => startRegistration({ optionsJSON: asked.options as never }))
}

/** Ends a question that waits in the suggestions, when its page is left. */
export async function stopAsking(): Promise<void> {
  const { WebAuthnAbortService } = await library()
  WebAuthnAbortService.cancelCeremony()
}

async function chosen(challenge_id: string, question: () => Promise<unknown>): Promise<PasskeyProof | null> {
  try {
    return { challenge_id, credential: (await question()) as Record<string, unknown> }
  } catch (error) {
    const { name } = error as Error
    if (name === 'NotAllowedError' || name === 'AbortError') return null
    throw error
  }
}
