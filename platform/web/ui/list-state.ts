import { useLocation } from '@tanstack/react-router'
import { useEffect, useMemo, useRef } from 'react'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { Schema } from '../../contract/schema.ts'
import { z } from '../../contract/schema.ts'
import type { ApiProblem } from '../client/problem.ts'
import { useGo } from './link.tsx'
import { elementOf, factsOf, fieldsOf } from './schema-facts.ts'

export interface ListState {
  /** The parsed query of the contract, from the URL: filters, sort, after. Pass it to `useApi(list, {query})`. */
  query: Record<string, unknown>
  /** Parameters of the URL that the contract does not know or that do not parse: shown struck out. */
  ignored: readonly string[]
  /** Is any filter (not sort, limit, after) set? */
  filtered: boolean
  /** Sets filters or sort; undefined or '' takes one away. Goes back to the first page. */
  set: (values: Record<string, unknown>, options?: { replace?: boolean }) => void
  clear: () => void
  next: (cursor: string) => void
  /** Goes on in place of a page that shows nothing: no way back leads to it. */
  skipTo: (cursor: string) => void
  previous: () => void
  first: () => void
  /** `first` on a link that was opened cold; `none` on the first page. */
  back: 'previous' | 'first' | 'none'
}

const notFilters = new Set(['sort', 'after', 'limit', 'count'])

/** The state of a list as it stands in the URL, in the contract's own names. */
export function useListState<P, Q, R>(declared: Endpoint<P, Q, undefined, R>): ListState {
  const location = useLocation()
  const go = useGo()
  const search = location.search as Record<string, unknown>
  const cursors = (location.state as { cursors?: string[] }).cursors
  const { query, ignored } = useMemo(() => parse(declared.query, search), [declared, search])

  const move = (
    next: Record<string, unknown>,
    options?: { replace?: boolean; state?: Record<string, unknown> },
  ) => go(location.pathname + searchOf(next), options)
  const { after, ...kept } = search
  return {
    query,
    ignored,
    filtered: Object.keys(query).some((name) => !notFilters.has(name)),
    set: (values, options) => {
      const known = Object.fromEntries(Object.entries(kept).filter(([name]) => !ignored.includes(name)))
      move({ ...known, ...values }, options)
    },
    clear: () => move(kept.sort ? { sort: kept.sort } : {}),
    next: (cursor) =>
      move({ ...kept, after: cursor }, { state: { cursors: [...(cursors ?? []), after ?? ''] } }),
    skipTo: (cursor) =>
      move({ ...kept, after: cursor }, { replace: true, state: { cursors: cursors ?? [] } }),
    previous: () => {
      const before = cursors?.at(-1)
      move({ ...kept, after: before || undefined }, { state: { cursors: cursors?.slice(0, -1) } })
    },
    first: () => move(kept),
    back: !after ? 'none' : cursors && cursors.length > 0 ? 'previous' : 'first',
  }
}

/** A cursor of another list, or a broken one, leads to the first page. */
export function useFirstPage(list: ListState, problem: ApiProblem | null): void {
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    if (problem?.code === 'invalid_cursor') latest.current.set({}, { replace: true })
  }, [problem?.code])
}

function searchOf(values: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    if (text) search.set(name, text)
  }
  const text = search.toString().replaceAll('%2C', ',')
  return text && `?${text}`
}

function parse(schema: unknown, search: Record<string, unknown>) {
  const query: Record<string, unknown> = {}
  const ignored: string[] = []
  const fields = fieldsOf(schema)
  for (const [name, raw] of Object.entries(search)) {
    const field = fields[name]
    const parsed = field && z.safeParse(field, meaningOf(field, String(raw)))
    if (parsed?.success) query[name] = parsed.data
    else ignored.push(name)
  }
  return { query, ignored }
}

/** A URL holds texts only; the schema says what they mean. */
function meaningOf(schema: Schema, text: string): unknown {
  const { kind } = factsOf(schema)
  if (kind === 'number') return Number(text)
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (kind !== 'list') return text
  const element = elementOf(schema)
  return text.split(',').map((part) => (element ? meaningOf(element, part) : part))
}
