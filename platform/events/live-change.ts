import type { StoredEvent } from './stored.ts'

/** What live streams are told of an event: that it happened, never its data (events §4, Live). */
export interface LiveChange {
  id: number
  type: string
  subject_type: string
  subject_id: number | null
  company_id: number | null
  audience: 'company' | 'provider'
  /** Of an event without company: the person whom its subject belongs to. */
  requester_user_id?: number
  /** No company's and no person's: everybody who is signed in hears it. */
  for_everyone?: true
  /** Whose rights or sessions it changed. */
  affects_user_id?: number
  /** It changed words only, of what gives rights. */
  keeps_rights?: true
  created_at: string
}

/** After these a person may see something else than before, so their streams end (api §4.13). */
const aboutRights =
  /^(membership|role|permission|session|user|super_admin|api_key|impersonation)\.|^company\.(archived|restored)$/
const harmless = new Set([
  'session.created',
  'api_key.created',
  'role.created',
  'user.registered',
  'user.created',
  'user.invited',
])

export const changesRights = ({ type, keeps_rights }: Pick<LiveChange, 'type' | 'keeps_rights'>): boolean =>
  aboutRights.test(type) && !harmless.has(type) && !keeps_rights

/** An API key that is called something else lets nobody see more or less. */
const isOfWords = ({ subject_type, data: { changes } }: StoredEvent): boolean =>
  subject_type === 'api_key' &&
  Array.isArray(changes) &&
  changes.every(({ field }) => field === 'description')

export function changeOf(event: StoredEvent): LiveChange {
  const { id, type, subject_type, subject_id, company_id, audience, created_at, data } = event
  const requester = company_id === null ? idIn(data, 'requester_user_id') : null
  const affected = aboutRights.test(type)
    ? (idIn(data, 'user_id') ?? (subject_type === 'user' ? subject_id : null))
    : null
  return {
    id,
    type,
    subject_type,
    subject_id,
    company_id,
    audience,
    ...(requester !== null && { requester_user_id: requester }),
    ...(affected !== null && { affects_user_id: affected }),
    ...(isOfWords(event) && { keeps_rights: true }),
    created_at,
  }
}

function idIn(data: Record<string, unknown>, name: string): number | null {
  const value = data[name]
  return typeof value === 'number' ? value : null
}
