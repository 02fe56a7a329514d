import { endpoint as plain } from '../../../platform/contract/endpoint.ts'

export * from '../../../platform/contract/access.ts'

/** As everywhere, but no body is larger than 16 KiB, and nobody hears where a link was followed from (identity §8). */
export const endpoint: typeof plain = (definition) =>
  plain({ body_limit: 16_384, no_referrer: true, ...definition })

/** Where people prove who they are, and where links in mails lead to (api §4.16). */
export const signInPages = [
  '/login',
  '/login-link',
  '/logout',
  '/register',
  '/verify-email',
  '/invitation',
  '/forgot-password',
  '/reset-password',
  '/change-password',
  '/enrol',
  '/cancel-erasure',
] as const
