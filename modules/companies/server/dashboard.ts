import type { Scope } from '../../../platform/database/index.ts'
import * as counts from './count.queries.ts'
import {
  type CountAudience,
  type CountDefinition,
  countLimit,
  declaredCounts,
  declaredOwnNumbers,
} from './count-registry.ts'
import * as queries from './dashboard.queries.ts'
import { may } from './rights.ts'

/** A number waits this long before people are told that it does. */
const patienceMs = 10_000

/**
 * The numbers that this caller may see: sums over the companies in scope for the provider, else of the company
 * worked in. They are kept ones, so there are two statements, and one for each number of the caller's own.
 */
export async function readDashboard(scope: Scope) {
  const shown = [...declaredCounts().values()].flatMap((definition) => cardOf(scope, definition))
  const cards = shown.length > 0 ? await keptCards(scope, shown) : []
  for (const { name, label, permission, path, count } of declaredOwnNumbers()) {
    const value = may(scope, permission) ? await count(scope, countLimit + 1) : null
    if (value === null) continue
    cards.push({ name, label, value: Math.min(value, countLimit), capped: value > countLimit, path })
  }
  const since = shown.length > 0 ? await counts.selectWaitingSince(scope) : null
  const isLate = since !== null && Date.parse(since) < Date.now() - patienceMs
  return { cards, waiting_since: isLate ? since : null }
}

interface Card {
  quiet: boolean
  name: string
  label: string
  path: string
}

function cardOf(scope: Scope, { name, label, quiet = false, members, provider }: CountDefinition): Card[] {
  const audience: CountAudience | undefined = scope.kind === 'provider' ? provider : members
  const isOf = scope.kind === 'provider' || scope.company_id !== null
  return audience && isOf && may(scope, audience.permission)
    ? [{ name, label, quiet, path: audience.path }]
    : []
}

async function keptCards(scope: Scope, cards: readonly Card[]) {
  const rows = await counts.selectSums(
    scope,
    cards.map(({ name }) => name),
  )
  const kept = new Map(rows.map((row) => [row.name, row]))
  return cards.flatMap(({ quiet, ...card }) => {
    const { value = 0, capped = false } = kept.get(card.name) ?? {}
    return quiet && value === 0 ? [] : [{ ...card, value, capped }]
  })
}

export interface CompanyNumber {
  name: string
  label: string
  value: number
  capped: boolean
}

/** The kept numbers of each of these companies that the provider's caller may see, by company. */
export async function numbersOf(
  scope: Scope,
  companyIds: readonly number[],
): Promise<Map<number, CompanyNumber[]>> {
  const shown = [...declaredCounts().values()].filter(({ quiet, members, provider }) => {
    const permission = (provider ?? members)?.permission
    return !quiet && members !== undefined && permission !== undefined && may(scope, permission)
  })
  const names = shown.map(({ name }) => name)
  const rows = names.length > 0 ? await counts.selectNumbersOf(scope, companyIds, names) : []
  const kept = new Map(rows.map((row) => [`${row.company_id} ${row.name}`, row]))
  return new Map(
    companyIds.map((id) => [
      id,
      shown.map(({ name, label }) => {
        const { value = 0, capped = false } = kept.get(`${id} ${name}`) ?? {}
        return { name, label, value, capped }
      }),
    ]),
  )
}

/** For the first-run guide: customers, and people invited or active, in scope; both exact up to 2. */
export const factsOfSetup = (scope: Scope) => queries.selectSetupFacts(scope)
