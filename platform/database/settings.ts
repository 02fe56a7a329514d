/** Who a transaction runs as (companies §4.3). */
export type DatabaseRole = 'portal_member' | 'portal_provider' | 'portal_identity' | 'portal_system'

/** What is set when a transaction opens. The list is closed (companies §4.2). */
export interface Opening {
  role: DatabaseRole
  company_ids?: readonly number[]
  all_companies?: boolean
  user_id?: number | null
  /** `user:7`, `system`, `cli` … */
  actor?: string
  request_id?: string
  read_only?: boolean
}

const roles: readonly string[] = ['portal_member', 'portal_provider', 'portal_identity', 'portal_system']
const actorForm = /^(visitor|user|key|client|automation|inbound|system|cli)(:\d{1,16})?$/
export const requestIdForm = /^[A-Za-z0-9._-]{8,64}$/

/**
 * The opening statement of a transaction. It has no parameters, so it is built from checked values only;
 * anything else throws before the wire.
 */
export function openingStatement(opening: Opening): string {
  const { role, company_ids = [], all_companies = false, user_id = null } = opening
  const { actor = 'system', request_id = 'internal-work' } = opening
  const sound =
    roles.includes(role) &&
    company_ids.every(isId) &&
    (user_id === null || isId(user_id)) &&
    actorForm.test(actor) &&
    requestIdForm.test(request_id)
  if (!sound) throw new Error('A transaction was to be opened with unsound settings')

  return (
    `begin${opening.read_only ? ' read only' : ''}; select set_config('role', '${role}', true), ` +
    `set_config('portal.company_ids', '{${company_ids.join(',')}}', true), ` +
    `set_config('portal.all_companies', '${all_companies ? 'on' : ''}', true), ` +
    `set_config('portal.user_id', '${user_id ?? ''}', true), ` +
    `set_config('portal.actor', '${actor}', true), set_config('portal.request_id', '${request_id}', true)`
  )
}

/** Switches role and settings inside a transaction: for identity's hooks into `companies`, and back. */
export function switchingStatement(opening: Opening): string {
  return openingStatement(opening).replace(/^begin[^;]*; /, '')
}

/** A look at what identity keeps, for nobody in particular, needs no settings: none are planned and set. */
export const isPlainLook = ({ role, read_only, ...more }: Opening) =>
  role === 'portal_identity' && read_only === true && Object.keys(more).length === 0

const isId = (value: number) => Number.isSafeInteger(value) && value > 0

/**
 * The columns of an entry statement that switch role and scope on for what follows in the transaction; `entered`
 * is what scope_of gave, the others are SQL.
 */
export const switchingColumns = (
  entered: string,
  sql: { role?: string; user: string; actor: string; request_id: string },
): string =>
  `set_config('role', ${sql.role ?? `${entered}.database_role`}, true), set_config('portal.company_ids', ${entered}.company_ids, true),
  set_config('portal.all_companies', ${entered}.all_companies, true), set_config('portal.user_id', ${sql.user}::text, true),
  set_config('portal.actor', ${sql.actor}, true), set_config('portal.request_id', ${sql.request_id}, true)`

/** How an entry's transaction opens: two statements without anything to plan; the entry sets the rest. */
export const entryStatement = (readOnly: boolean): string =>
  `begin${readOnly ? ' read only' : ''}; set local role portal_identity`
