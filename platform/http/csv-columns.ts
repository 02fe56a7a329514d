import type { Csv } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import type { Scope } from '../database/index.ts'

/** Takes `columns` out of the query: names between commas; null for all. */
export function takeColumns(query: Record<string, unknown>): readonly string[] | null {
  const { columns } = query
  delete query.columns
  return columns === undefined ? null : [columns].flat().flatMap((names) => String(names).split(','))
}

/** The columns of a file for whoever asks, or of them those that they named, in their order; else 422. */
export function columnsOf(
  csv: Csv | undefined,
  scope: Scope | undefined,
  chosen: readonly string[] | null,
): Csv['columns'] {
  const isMember = scope?.role === 'portal_member'
  const all = (isMember ? csv?.members : undefined) ?? csv?.columns ?? {}
  if (!chosen) return all
  const named = chosen.flatMap((name): [string, string][] => {
    const path = Object.hasOwn(all, name) ? all[name] : undefined
    return path === undefined ? [] : [[name, path]]
  })
  if (named.length === chosen.length) return Object.fromEntries(named)
  const error = { field: 'columns', code: 'not_one_of', message: 'The file has no such column.' }
  throw problem('invalid_input', { errors: [error] })
}
