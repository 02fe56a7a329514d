import { createHash } from 'node:crypto'
import { notFound } from '../../../platform/contract/problems.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { type OwnCall, type Routes, sent } from '../../../platform/http/index.ts'
import { tokensApi } from '../contract/tokens.ts'
import type { Foundation } from './foundation.ts'
import { selectPublished } from './signing-key.queries.ts'
import { introspectToken, issueToken, revokeToken } from './token.service.ts'

/** Serves tokens, and what the world needs to verify them. */
export function tokenRoutes({ own }: Routes, foundation: Foundation): void {
  own(tokensApi.issueToken, (call) => issueToken(foundation, call))
  own(tokensApi.introspectToken, (call) => introspectToken(foundation, call))
  own(tokensApi.revokeToken, (call) => revokeToken(foundation, call))
  own(tokensApi.jwks, async (call) => {
    const rows = await inTransaction(
      foundation.database,
      { role: 'portal_identity', read_only: true },
      selectPublished,
    )
    return publish(call, { keys: rows.map(({ public_jwk }) => public_jwk) }, 'application/jwk-set+json')
  })
  own(tokensApi.authorizationServer, async (call) =>
    publish(call, metadataOf(foundation), 'application/json'),
  )
  own(tokensApi.authorizationServerBelow, async (call) => {
    const below = new URL(foundation.settings.tokens.issuer).pathname
    if (!call.raw.request.url.split('?', 1)[0]?.endsWith(`oauth-authorization-server${below}`))
      throw notFound()
    return publish(call, metadataOf(foundation), 'application/json')
  })
}

/** What everybody may know and keep for five minutes. */
function publish({ raw: { request, reply } }: OwnCall, value: object, type: string): typeof sent {
  const text = JSON.stringify(value)
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  reply.headers({ 'cache-control': 'public, max-age=300', etag, 'content-type': type })
  const isKnown = (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim() === etag)
  if (isKnown) reply.code(304).send()
  else reply.serializer((given: unknown) => given as string).send(text)
  return sent
}

/** RFC 8414. */
function metadataOf({ settings: { portal_url, tokens } }: Foundation) {
  const auth = `${portal_url}/auth`
  const methods = ['client_secret_basic', 'client_secret_post']
  return {
    issuer: tokens.issuer,
    token_endpoint: `${auth}/token`,
    token_endpoint_auth_methods_supported: methods,
    introspection_endpoint: `${auth}/introspect`,
    introspection_endpoint_auth_methods_supported: methods,
    revocation_endpoint: `${auth}/revoke`,
    revocation_endpoint_auth_methods_supported: methods,
    jwks_uri: `${portal_url}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    service_documentation: `${portal_url}/docs`,
  }
}
