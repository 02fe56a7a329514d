import type { Scope } from '../../../platform/database/index.ts'
import { eventTypes } from '../../../platform/events/index.ts'

/** Counting stops here, and the card says "10 000+". */
export const countLimit = 10_000

/** Who may list the rows behind a number, and on which page; they see the number. */
export interface CountAudience {
  permission: string
  path: string
}

/** A number that is kept for each company and recounted after what changes it (companies §4.11). */
export interface CountDefinition {
  /** At most 60 characters; the web app's text is `dashboard.<name>`. */
  name: string
  label: string
  /** People of a company; left out: they have no such card. */
  members?: CountAudience
  /** The provider, who sees the sum over the companies in scope. */
  provider?: CountAudience
  /** No card while it is 0: for what waits for somebody. */
  quiet?: boolean
  /** Types of events after which it may be another number. */
  event_types: readonly string[]
  /** One query over an index alone, stopping at `limit` entries; the scope is limited to the company. */
  count(scope: Scope, companyId: number, limit: number): Promise<number>
}

/** A number of the caller alone ("my tickets"): asked for in the request, by one indexed query. */
export interface OwnNumber extends CountAudience {
  name: string
  label: string
  /** null: no such card for this caller. */
  count(scope: Scope, limit: number): Promise<number | null>
}

const counts = new Map<string, CountDefinition>()
const ownNumbers = new Map<string, OwnNumber>()

/** Declares a kept number; modules call it when they are loaded. A second one of that name stops the start. */
export function declareCount(definition: CountDefinition): void {
  refuseTwice(definition.name)
  counts.set(definition.name, definition)
}

/** Declares a number of the caller's own. */
export function declareOwnNumber(definition: OwnNumber): void {
  refuseTwice(definition.name)
  ownNumbers.set(definition.name, definition)
}

function refuseTwice(name: string): void {
  if (name.length > 60) throw new Error(`The name of the number ${name} is too long`)
  if (counts.has(name) || ownNumbers.has(name)) throw new Error(`The number ${name} is declared twice`)
}

export const declaredCounts = (): ReadonlyMap<string, CountDefinition> => counts
export const declaredOwnNumbers = (): readonly OwnNumber[] => [...ownNumbers.values()]

/** Which numbers these events may have changed. */
export function countsChangedBy(types: Iterable<string>): string[] {
  const happened = new Set(types)
  return [...counts.values()]
    .filter(({ event_types }) => event_types.some((type) => happened.has(type)))
    .map(({ name }) => name)
}

/** At start: a number that waits for an event nobody declares would never be counted again. */
export function refuseUnknownEvents(): void {
  for (const { name, event_types } of counts.values())
    for (const type of event_types)
      if (!eventTypes().has(type))
        throw new Error(`The number ${name} waits for ${type}, which never happens`)
}
