import { isIP } from 'node:net'
import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type EventFilters, typesNamed } from '../../../platform/events/index.ts'
import type { auditApi } from '../contract/audit.ts'
import { reaches } from './elsewhere.ts'

export type AuditQuery = Omit<
  Received<NonNullable<typeof auditApi.listAuditLogs.query>>,
  'limit' | 'after' | 'sort' | 'locale'
>

const usualDays = 30
const presets = {
  access_changes: ['membership', 'role', 'super_admin', 'api_key', 'machine_client'],
} as const

/** What the caller asks for, checked, as the stream is asked. Portal-wide events are for super administrators. */
export function filtersOf(scope: Scope, query: AuditQuery): EventFilters {
  const { type, preset, from, to, actor_kind, actor_id, ip, ...rest } = query
  if (ip !== undefined && scope.role !== 'portal_provider')
    throw invalid('ip', 'not_allowed', 'Addresses are known to the provider alone.')
  const company_ids = companiesOf(scope, query.company_id)
  return {
    types: typesOf(type, preset),
    subject_type: rest.subject_type,
    subject_id: subjectIdOf(rest),
    actor_kind: actor_kind ?? (actor_id === undefined ? undefined : 'user'),
    actor_id,
    company_ids,
    with_company:
      scope.all_companies && !scope.is_super_admin && company_ids === undefined ? true : undefined,
    from,
    to,
    last_days: from === undefined && to === undefined ? usualDays : undefined,
    impersonated: rest.impersonated,
    request_id: rest.request_id,
    ip: ip === undefined ? undefined : addressOf(ip),
  }
}

function subjectIdOf({ subject_type, subject_id }: Pick<AuditQuery, 'subject_type' | 'subject_id'>) {
  if (subject_id !== undefined && subject_type === undefined)
    throw invalid('subject_type', 'required', 'Say of what kind the thing is.')
  return subject_id
}

function companiesOf(scope: Scope, asked: string | undefined): number[] | null | undefined {
  if (asked === undefined) return undefined
  if (asked === 'null') {
    if (!scope.is_super_admin || !scope.all_companies)
      throw invalid('company_id', 'not_allowed', 'What belongs to no company is for super administrators.')
    return null
  }
  const id = Number(asked)
  if (!reaches(scope, id)) throw invalid('company_id', 'not_found', 'There is no such company.')
  return [id]
}

/** `membership.*` becomes the registered types of that noun; an unknown one is 422 with names that are near. */
function typesOf(asked: readonly string[] | undefined, preset: AuditQuery['preset']): string[] | undefined {
  const named =
    preset &&
    typesNamed(
      'preset',
      presets[preset].map((noun) => `${noun}.*`),
    )
  if (!asked) return named && [...named].sort()
  return typesNamed('type', asked)
    .filter((type) => !named || named.includes(type))
    .sort()
}

const address = /^[0-9a-fA-F:.]{2,45}$/

function addressOf(ip: string): string {
  if (!address.test(ip) || isIP(ip) === 0) throw invalid('ip', 'bad_format', 'This is no address.')
  return ip
}
