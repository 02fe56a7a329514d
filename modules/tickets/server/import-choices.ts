import type { Scope } from '../../../platform/database/index.ts'
import { lookUpCompanies } from '../../companies/server/index.ts'
import { type StatusRow, selectPriorities, selectStatuses } from './choice.queries.ts'
import * as queries from './import.queries.ts'
import type { ImportOutcome, ImportRecord } from './import.record.ts'
import { ensureTags } from './tagging.queries.ts'
import { mostTags } from './tagging.service.ts'

export interface Choices {
  status(key: string | undefined): StatusRow | undefined
  priority(key: string | undefined): { key: string; rank: number } | undefined
  category(name: string): number | undefined
  tags(names: readonly string[]): number[]
  /** Why this record cannot be taken. */
  refusal(record: ImportRecord): ImportOutcome['code'] | null
}

/**
 * What these records choose from: companies, statuses, priorities; categories and tags that do not exist are made, unless
 * it is only asked.
 */
export async function choicesFor(
  scope: Scope,
  records: readonly ImportRecord[],
  isAsked = false,
): Promise<Choices> {
  const ids = [...new Set(records.flatMap(({ company_id }) => company_id ?? []))]
  const companies = new Map((await lookUpCompanies(scope, { ids })).map((one) => [one.id, one]))
  const statuses = await selectStatuses(scope)
  const priorities = await selectPriorities(scope)
  const status = (key: string | undefined) =>
    statuses.find((one) => (key === undefined ? one.is_default : one.key === key))
  const priority = (key: string | undefined) =>
    priorities.find((one) => (key === undefined ? one.is_default : one.key === key))
  const refusal = ({ company_id, status: s, priority: p }: ImportRecord) => {
    const company = company_id === null ? null : companies.get(company_id)
    if (company === undefined) return 'unknown_company'
    if (company?.is_archived) return 'company_archived'
    if (!status(s)) return 'unknown_status'
    return priority(p) ? null : 'unknown_priority'
  }
  const taken = isAsked ? [] : records.filter((record) => refusal(record) === null)
  const categories = await queries.ensureCategories(scope, [
    ...new Set(taken.flatMap(({ category }) => category ?? [])),
  ])
  const tags = await ensureTags(scope, [...new Set(taken.flatMap((one) => slugsOf(one.tags ?? [])))].sort())
  return {
    status,
    priority,
    refusal,
    category: (name) => categories.get(name.toLowerCase()),
    tags: (names) => slugsOf(names).flatMap((slug) => tags.get(slug) ?? []),
  }
}

/** Foreign tags in our form; what is none after that is left out. */
export const slugsOf = (names: readonly string[]): string[] =>
  [
    ...new Set(
      names
        .map((name) =>
          name
            .normalize('NFC')
            .toLowerCase()
            .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
            .slice(0, 48)
            .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''),
        )
        .filter((slug) => slug !== ''),
    ),
  ].slice(0, mostTags)
