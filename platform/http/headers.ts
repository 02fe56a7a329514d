import type { AnyEndpoint } from '../contract/endpoint.ts'

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
}

const plain = { ...always, 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'same-origin' }
const jsonPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Headers of every answer (api §4.16); pages and files put their own policy in place. */
export function securityHeaders(secure: boolean): Record<string, string> {
  return {
    ...plain,
    'content-security-policy': jsonPolicy,
    'cache-control': 'no-store',
    ...(secure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}

/** What an endpoint says instead. Embeddable: any origin, without credentials. */
export const declaredHeaders = ({ embeddable, no_referrer }: AnyEndpoint): Record<string, string> => ({
  ...(embeddable && { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }),
  ...(no_referrer && noReferrer),
})

export const noReferrer = { 'referrer-policy': 'no-referrer' }

/** The policy of the app's pages (web §4.2): no inline script, styles by nonce only, no foreign host. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
