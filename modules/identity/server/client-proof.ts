import { problem } from '../../../platform/contract/problems.ts'

/** What a client says about itself: by HTTP Basic or in the body, never both (RFC 6749 §2.3.1). */
export interface ClientProof {
  client_id: string
  client_secret: string
}

interface Body {
  client_id?: string | undefined
  client_secret?: string | undefined
}

/** Reads it; 400 `invalid_request` for two of them, 401 `invalid_client` for none. */
export function readProof(authorization: string | undefined, body: Body): ClientProof {
  if (authorization === undefined) {
    const { client_id, client_secret } = body
    if (!client_id || !client_secret) throw unproven()
    return { client_id, client_secret }
  }
  if (body.client_secret !== undefined)
    throw problem('invalid_request', { detail: 'The client proves itself twice: by header and in the body.' })
  const proof = readBasic(authorization)
  if (!proof) throw unproven()
  if (body.client_id !== undefined && body.client_id !== proof.client_id)
    throw problem('invalid_request', { detail: 'Header and body name different clients.' })
  return proof
}

export const unproven = () =>
  problem('invalid_client', { headers: { 'www-authenticate': 'Basic realm="MyPortal", charset="UTF-8"' } })

/** Both parts are form-encoded before they are joined. */
function readBasic(header: string): ClientProof | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1]
  if (!encoded) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  try {
    return at < 0
      ? null
      : { client_id: decoded(text.slice(0, at)), client_secret: decoded(text.slice(at + 1)) }
  } catch {
    return null
  }
}

const decoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
