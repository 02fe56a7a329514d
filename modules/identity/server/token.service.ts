import type { Received } from '../../../platform/contract/endpoint.ts'
import { type Problem, problem } from '../../../platform/contract/problems.ts'
import { sha256 } from '../../../platform/crypto/index.ts'
import { type Database, gathered, inTransaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import type { tokensApi } from '../contract/tokens.ts'
import { type AccessToken, isUuid, readToken, signToken } from './access-token.ts'
import { type ClientProof, readProof, unproven } from './client-proof.ts'
import { byActor, type Foundation } from './foundation.ts'
import { accessTokenRevoked } from './machine-client.events.ts'
import * as queries from './token.queries.ts'

type Asked = NonNullable<Received<(typeof tokensApi.issueToken)['body']>>
type Given = NonNullable<Received<(typeof tokensApi.introspectToken)['body']>>
type Call<B> = Omit<OwnCall, 'body'> & { body: B }

const reading = { role: 'portal_identity', read_only: true } as const

/** How machine clients prove themselves; those who do at once are looked up together. */
export const clientLooksOn = (database: Database) => ({
  proven: gathered(database, reading, queries.selectProven),
  provenAndToken: gathered(database, reading, queries.selectProvenAndToken),
})

export type ClientLooks = ReturnType<typeof clientLooksOn>

const nobody = '00000000-0000-0000-0000-000000000000'
const mostPermissions = 200

/** POST /auth/token: the client proves itself, and gets what it holds, or less when it asks for less. */
export async function issueToken(foundation: Foundation, call: Call<Asked>) {
  const { body } = call
  if (!body.grant_type) throw problem('invalid_request', { detail: 'grant_type is missing.' })
  const proof = await proofOf(foundation, call)
  await call.charge('token', `${proof.client_id}|${call.origin.ip}`)
  if (body.grant_type !== 'client_credentials') throw problem('unsupported_grant_type')

  const client = await foundation.clientLooks.proven(provingOf(proof))
  if (!client) throw await refused(foundation, call, proof)
  const scope = scopeOf(body.scope, client.permissions)
  const { tokens } = foundation.settings
  const life_seconds = client.token_ttl_seconds ?? tokens.life_minutes * 60
  const access_token = await signToken(foundation.keyRing, client.current_kid, {
    client_id: client.client_id,
    audience: audienceOf(body, client.audiences, tokens.audience),
    scope,
    roles: client.roles,
    issued_at: client.issued_at,
    life_seconds,
    issuer: tokens.issuer,
  })
  foundation.tokenUsage.note(client.id, client.secret_id)
  call.answer.header('pragma', 'no-cache')
  return { access_token, token_type: 'Bearer' as const, expires_in: life_seconds, scope: scope.join(' ') }
}

/** POST /auth/introspect: about one's own tokens, and with `tokens.introspect` about those for one's own service. */
export async function introspectToken(foundation: Foundation, call: Call<Given>) {
  const proof = await chargedProof(foundation, call)
  const token = await tokenIn(foundation, call.body)
  const held = await foundation.clientLooks.provenAndToken(askedOf(proof, token))
  if (!held) throw await refused(foundation, call, proof)
  if (!token || !(await mayKnow(foundation, held, token.audience))) return { active: false }
  const { iss, sub, aud, iat, nbf, exp, jti } = token.payload
  const claims = { iss, sub, aud, iat, nbf, exp, jti, ...heldStill(token, held) }
  return { active: true, token_type: 'Bearer', client_id: token.client_id, ...claims }
}

/** Of what the token says, that which its client holds now. */
function heldStill({ payload }: AccessToken, held: { roles: string[]; permissions: string[] }) {
  const permissions = listIn(payload.permissions).filter((name) => held.permissions.includes(name))
  const roles = listIn(payload.roles).filter((name) => held.roles.includes(name))
  return { scope: permissions.join(' '), roles, permissions }
}

const listIn = (claim: unknown): string[] => (Array.isArray(claim) ? claim.map(String) : [])

/** POST /auth/revoke: ends one of the client's own tokens; says the same about all others (RFC 7009 §2.2). */
export async function revokeToken(foundation: Foundation, call: Call<Given>): Promise<Record<string, never>> {
  const proof = await chargedProof(foundation, call)
  const token = await tokenIn(foundation, call.body)
  const opening = { role: 'portal_identity', request_id: call.request_id } as const
  const client = await inTransaction(foundation.database, opening, async (tx) => {
    const [proven] = await queries.selectProvenAndToken(tx, [askedOf(proof, token)])
    if (!proven || !token || token.client_id !== proven.client_id) return proven
    if (await queries.insertRevoked(tx, token, proven.id)) {
      const by = byActor(tx, call, { kind: 'client', id: proven.id })
      await announce(by, accessTokenRevoked, {
        subject_id: proven.id,
        company_id: null,
        data: { jti: token.jti },
      })
    }
    return proven
  })
  if (!client) throw await refused(foundation, call, proof)
  return {}
}

async function chargedProof(foundation: Foundation, call: Call<Given>): Promise<ClientProof> {
  if (!call.body.token) throw problem('invalid_request', { detail: 'token is missing.' })
  const proof = await proofOf(foundation, call)
  await call.charge('introspect', `${proof.client_id}|${call.origin.ip}`)
  return proof
}

async function proofOf(foundation: Foundation, call: Call<Asked> | Call<Given>): Promise<ClientProof> {
  try {
    return readProof(call.raw.request.headers.authorization, call.body)
  } catch (error) {
    if ((error as Problem).code === 'invalid_client') throw await refused(foundation, call, null)
    throw error
  }
}

/** Failures count per address alone, too, and stand in the log of fail2ban. */
async function refused(
  foundation: Foundation,
  call: Call<Asked> | Call<Given>,
  proof: ClientProof | null,
): Promise<Problem> {
  foundation.signInLog.tokenFailed(proof?.client_id ?? '', call.origin, 'invalid_client')
  await call.charge('token', `failed|${call.origin.ip}`)
  return unproven()
}

/** An id that cannot be one is looked up all the same: one answer, one duration. */
const idOf = ({ client_id }: ClientProof) => (isUuid(client_id) ? client_id : nobody)

const tokenIn = ({ keyRing, settings }: Foundation, { token = '' }: Given) =>
  readToken(keyRing, token, { issuer: settings.tokens.issuer })

const noToken = { client_id: nobody, jti: nobody, issued_at: 0, kid: '' }

const provingOf = (proof: ClientProof) => ({
  client_id: idOf(proof),
  secret_hash: sha256(proof.client_secret),
})

const askedOf = (proof: ClientProof, token: AccessToken | null) => ({
  ...provingOf(proof),
  token: token ?? noToken,
})

async function mayKnow(
  { database }: Foundation,
  client: queries.ProvenClient & queries.TokenStanding,
  audience: string[],
): Promise<boolean> {
  if (client.token_client_id === null) return false
  if (client.token_client_id === client.id) return true
  if (!audience.some((one) => client.audiences.includes(one))) return false
  const permissions = await inTransaction(database, reading, (tx) =>
    queries.selectPermissionsOfClient(tx, client.id),
  )
  return permissions.includes('tokens.introspect')
}

/** What is asked for must be held; nothing asked is everything. */
function scopeOf(asked: string | undefined, held: string[]): string[] {
  const wanted = asked === undefined ? held : [...new Set(asked.split(' ').filter(Boolean))]
  if (wanted.some((name) => !held.includes(name))) throw problem('invalid_scope')
  if (wanted.length > mostPermissions)
    throw problem('invalid_scope', { detail: `At most ${mostPermissions} at once: ask for those you need.` })
  return wanted
}

function audienceOf(asked: Asked, audiences: string[], ours: string): string {
  const { audience, resource } = asked
  if (audience !== undefined && resource !== undefined && audience !== resource)
    throw problem('invalid_request', { detail: 'audience and resource differ.' })
  const wanted = audience ?? resource ?? ours
  if (wanted !== ours && !audiences.includes(wanted)) throw problem('invalid_target')
  return wanted
}
