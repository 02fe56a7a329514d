import type { DatabaseRole } from './settings.ts'
import type { Transaction } from './transaction.ts'

declare const proven: unique symbol

export type ActorKind = 'visitor' | 'user' | 'key' | 'client' | 'automation' | 'inbound' | 'system' | 'cli'

export interface Actor {
  kind: ActorKind
  id: number | null
  label?: string
}

/** How the caller got in: the provider's desk, a company's member, or a person for themself. */
export type ScopeKind = 'provider' | 'member' | 'person' | 'visitor' | 'job'

/**
 * Proof of what this transaction may see, and the only handle to company data. Only `companies` makes one
 * (companies §4.1); every query of company data takes it first.
 */
export interface Scope {
  readonly [proven]: true
  readonly kind: ScopeKind
  readonly tx: Transaction
  /** The role that the transaction has. */
  readonly role: DatabaseRole
  readonly actor: Actor
  readonly impersonator_id: number | null
  readonly user_id: number | null
  /** The company worked in; null for people without one and for work over all customers. */
  readonly company_id: number | null
  readonly company_kind: 'provider' | 'customer' | null
  /** In a company of the provider's scope without a membership of one's own. */
  readonly is_visiting: boolean
  /** What the rows may belong to. With `all_companies` the list is empty. */
  readonly company_ids: readonly number[]
  readonly all_companies: boolean
  readonly permissions: ReadonlySet<string>
  readonly is_super_admin: boolean
  readonly request_id: string
  readonly origin: { ip: string | null; user_agent: string | null }
  /** The event that led here, for work that reacts to one. */
  readonly caused_by: number | null
}

export type ScopeFacts = {
  -readonly [Key in keyof Scope as Key extends typeof proven ? never : Key]: Scope[Key]
}

/** Makes a scope of facts that were proven. Called by `companies` and by nobody else; the check sees to it. */
export const sealScope = (facts: ScopeFacts): Scope => facts as Scope
