import type { AnyEndpoint } from '../contract/endpoint.ts'
import { problemKinds } from '../contract/problems.ts'

const always = ['malformed_request', 'rate_limited', 'internal', 'busy', 'timeout', 'unavailable']
const signedIn = [
  'not_signed_in',
  'invalid_api_key',
  'invalid_access_token',
  'ambiguous_credentials',
  'forbidden',
]
const writing = ['csrf_missing', 'csrf_invalid', 'cross_site']
const bodies = [
  'malformed_body',
  'request_timeout',
  'body_too_large',
  'unsupported_media_type',
  'invalid_input',
]
const repeats = ['request_in_progress', 'idempotency_key_reused']

/** Which problems an operation may answer: the common ones by rule, then its own, by status and name. */
export function problemsOf(declared: AnyEndpoint, hasPaging: boolean): [status: number, codes: string[]][] {
  const codes = new Set([
    ...always,
    ...byCaller(declared),
    ...byInput(declared),
    ...(declared.problems ?? []),
  ])
  if (hasPaging) codes.add('invalid_cursor')
  const statusOf = (code: string) =>
    declared.problem_status?.[code] ?? problemKinds().get(code)?.status ?? 500
  const byStatus = Map.groupBy([...codes].sort(), statusOf)
  return [...byStatus].sort(([a], [b]) => a - b)
}

function byCaller({ access, method, credential, idempotency }: AnyEndpoint): string[] {
  const words = new Set(access.words.map(({ word }) => word))
  if (credential && credential !== 'house') return []
  const codes = method === 'GET' ? [] : [...writing]
  if (words.size === 1 && words.has('visitor')) return codes
  if (!words.has('visitor')) codes.push(...signedIn)
  if (words.has('user')) codes.push('scope_missing')
  if (words.has('member')) codes.push('no_active_company')
  if (access.recent) codes.push('confirmation_required')
  if (method === 'POST') codes.push(...repeats, ...idempotencyCodes(idempotency))
  return [...codes, 'company_changed']
}

function idempotencyCodes(rule: AnyEndpoint['idempotency']): string[] {
  if (rule === 'required') return ['idempotency_key_required']
  return rule === 'secret' ? ['already_created'] : []
}

function byInput({ params, query, body, accepts }: AnyEndpoint): string[] {
  return [
    ...(params ? ['not_found'] : []),
    ...(query ? ['invalid_input'] : []),
    ...(body || accepts ? bodies : []),
  ]
}
