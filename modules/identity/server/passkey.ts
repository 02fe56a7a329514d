import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

/** With its certificates it is a tenth of what a start has to load, so the first passkey loads it. */
const library = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: what authenticators speak (RFC 9053, RFC 8812). */
const supportedAlgorithmIDs = [-8, -7, -257]

/** Who we are to browsers: the id that passkeys belong to, and the one origin they may be used from. */
export interface RelyingParty {
  id: string
  origin: string
}

/** A passkey that the browser may use, or must not make again. */
export interface KnownCredential {
  credential_id: Buffer
  transports: string[]
}

export function relyingParty(settings: { portal_url: string; webauthn_rp_id: string | null }): RelyingParty {
  const { hostname, origin } = new URL(settings.portal_url)
  return { id: settings.webauthn_rp_id ?? hostname, origin }
}

/** Browsers have passkeys for names only, and on https or the machine itself (WebAuthn Level 3 §5.1.2). */
export function canHavePasskeys({ origin }: RelyingParty): boolean {
  const { protocol, hostname } = new URL(origin)
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[')
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost')
  return !isAddress && (protocol === 'https:' || isLocal)
}

/** What a browser needs to ask for a passkey: any of ours, or one of those named. */
export async function askingOptions(party: RelyingParty, allowed: readonly KnownCredential[]) {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: 'required',
    timeout: 300_000,
    allowCredentials: allowed.map(described),
  })
  return { ...options, allowCredentials: options.allowCredentials ?? [] }
}

/** What a browser needs to make one: it can be found without a name, and checks who uses it. */
export async function makingOptions(
  party: RelyingParty,
  names: { portal: string; email: string; person: string },
  userId: number,
  present: readonly KnownCredential[],
) {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpID: party.id,
    rpName: names.portal,
    userName: names.email,
    userDisplayName: names.person,
    userID: new TextEncoder().encode(`user-${userId}`),
    attestationType: 'none',
    supportedAlgorithmIDs,
    timeout: 300_000,
    excludeCredentials: present.map(described),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

const described = ({ credential_id, transports }: KnownCredential) => ({
  id: credential_id.toString('base64url'),
  transports,
})

/** The id of the passkey that a browser answered with; null when that cannot be one. */
export function credentialIdOf(credential: Record<string, unknown>): Buffer | null {
  const { id } = credential
  return typeof id === 'string' && /^[\w-]{1,1364}$/.test(id) ? Buffer.from(id, 'base64url') : null
}

/** Looks at a new passkey; null when it was not made for this challenge, here, by its owner. */
export async function readNewPasskey(
  party: RelyingParty,
  challenge: string,
  credential: Record<string, unknown>,
) {
  const { verifyRegistrationResponse } = await library()
  const { registrationInfo: info } = await verifyRegistrationResponse({
    response: credential as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch(() => ({ registrationInfo: undefined }))
  if (!info) return null
  const { id, publicKey, counter } = info.credential
  return {
    credential_id: Buffer.from(id, 'base64url'),
    public_key: Buffer.from(publicKey),
    counter,
    transports: transportsOf(credential),
    aaguid: info.aaguid || null,
    backed_up: info.credentialBackedUp,
  }
}

/** Ways in which a browser reaches the device; whatever it says beyond those we know is left out. */
function transportsOf({ response }: Record<string, unknown>): string[] {
  const { transports } = (response ?? {}) as { transports?: unknown }
  const known = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']
  return Array.isArray(transports) ? known.filter((one) => transports.includes(one)) : []
}

/** Looks at the proof of a passkey; its counter is the caller's to compare. Null when it is not right. */
export async function readProof(
  party: RelyingParty,
  challenge: string,
  credential: Record<string, unknown>,
  passkey: { credential_id: Buffer; public_key: Buffer },
): Promise<{ counter: number; backed_up: boolean } | null> {
  const { verifyAuthenticationResponse } = await library()
  const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
    response: credential as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: {
      id: passkey.credential_id.toString('base64url'),
      publicKey: new Uint8Array(passkey.public_key),
      counter: 0,
    },
  }).catch(() => ({ verified: false, authenticationInfo: null }))
  return verified && info ? { counter: info.newCounter, backed_up: info.credentialBackedUp } : null
}
