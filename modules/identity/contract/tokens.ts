import { declareProblems } from '../../../platform/contract/problems.ts'
import { optional, z } from '../../../platform/contract/schema.ts'
import { endpoint, visitor } from './endpoint.ts'

const form = ['application/x-www-form-urlencoded'] as const
const Word = optional(z.string().check(z.maxLength(8_192)))
/** What proves the client, unless it comes by HTTP Basic. Parameters we do not know are passed over (RFC 6749 §3.2). */
const proof = { client_id: Word, client_secret: Word }

const own = {
  access: visitor,
  credential: 'own',
  transaction: 'own',
  errors: 'oauth',
  accepts: form,
} as const

const Introspection = z.looseObject({ active: z.boolean() })
const Json = z.record(z.string(), z.unknown())

/** Tokens of machine clients: OAuth 2.0 client credentials and what belongs to it. */
export const tokensApi = {
  issueToken: endpoint({
    ...own,
    method: 'POST',
    path: '/auth/token',
    summary: 'A machine client asks for an access token (RFC 6749 §4.4)',
    limit: 'token',
    body: z.looseObject({ grant_type: Word, scope: Word, audience: Word, resource: Word, ...proof }),
    response: {
      200: z.object({
        access_token: z.string(),
        token_type: z.literal('Bearer'),
        expires_in: z.int(),
        scope: z.string(),
      }),
    },
    problems: [
      'invalid_request',
      'unsupported_grant_type',
      'invalid_scope',
      'invalid_target',
      'invalid_client',
      'unavailable',
    ],
  }),
  introspectToken: endpoint({
    ...own,
    method: 'POST',
    path: '/auth/introspect',
    summary: 'Whether a token lives, and what it may (RFC 7662)',
    limit: 'introspect',
    body: z.looseObject({ token: Word, token_type_hint: Word, ...proof }),
    response: { 200: Introspection },
    problems: ['invalid_request', 'invalid_client'],
  }),
  revokeToken: endpoint({
    ...own,
    method: 'POST',
    path: '/auth/revoke',
    summary: 'End one of one’s own tokens (RFC 7009)',
    limit: 'introspect',
    body: z.looseObject({ token: Word, token_type_hint: Word, ...proof }),
    response: { 200: z.object({}) },
    problems: ['invalid_request', 'invalid_client'],
  }),
  jwks: endpoint({
    method: 'GET',
    path: '/.well-known/jwks.json',
    outside: true,
    embeddable: true,
    navigable: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'Public keys that access tokens are verified with (RFC 7517)',
    response: { 200: Json },
  }),
  authorizationServer: endpoint({
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    outside: true,
    embeddable: true,
    navigable: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'Where tokens are got and checked (RFC 8414)',
    response: { 200: Json },
  }),
  /** For an issuer with a path, which stands behind the well-known part (RFC 8414 §3.1). */
  authorizationServerBelow: endpoint({
    method: 'GET',
    path: '/.well-known/oauth-authorization-server/*',
    outside: true,
    embeddable: true,
    navigable: true,
    access: visitor,
    credential: 'none',
    transaction: 'own',
    summary: 'The same, for an issuer with a path',
    response: { 200: Json },
  }),
}

declareProblems({
  invalid_request: [
    400,
    'This is no request for a token',
    'A parameter is missing, wrong, or there twice (RFC 6749 §5.2).',
  ],
  unsupported_grant_type: [400, 'This grant type is not offered', 'Use grant_type=client_credentials.'],
  invalid_scope: [
    400,
    'The client does not hold this scope',
    'Ask for permissions that one of the client’s roles has, or leave scope out.',
  ],
  invalid_target: [
    400,
    'Tokens for this audience are not given to the client',
    'Use one of the audiences of the client (RFC 8707).',
  ],
  invalid_client: [
    401,
    'The client could not prove who it is',
    'Unknown or switched off, or the secret is wrong or has ended.',
  ],
})
