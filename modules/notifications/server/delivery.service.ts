import type { Scope } from '../../../platform/database/index.ts'
import type { NotificationType, Recipient } from './catalogue.ts'
import type { Facts, Replaced, Written } from './notification.queries.ts'
import type { PersonRow } from './people.queries.ts'

export interface ToDeliver {
  type: NotificationType
  facts: Facts
  rows: readonly Written[]
  people: ReadonlyMap<number, PersonRow>
  addresses: readonly Extract<Recipient, { email: string }>[]
}

export async function deliver(_scope: Scope, _what: ToDeliver): Promise<void> {}

export async function carryOver(
  _scope: Scope,
  _replaced: readonly Replaced[],
  _rows: readonly Written[],
): Promise<void> {}
