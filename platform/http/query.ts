import { problem } from '../contract/problems.ts'

const aliases = new Map([
  ['search', 'q'],
  ['order_by', 'sort'],
  ['sort_by', 'sort'],
  ['orderBy', 'sort'],
  ['sortBy', 'sort'],
])
const directions = new Set([
  'order',
  'order_direction',
  'direction',
  'sort_order',
  'orderDirection',
  'sortOrder',
])

/**
 * The query of an address as an object: repeated names are lists, `name[]` is `name`, and the spellings that
 * the door knows become the contract's (api §4.3). At most 100 parameters.
 */
export function readQuery(address: string): Record<string, unknown> {
  const start = address.indexOf('?')
  if (start < 0) return {}
  const given = [...new URLSearchParams(address.slice(start + 1))]
  if (given.length > 100) {
    throw problem('invalid_input', {
      errors: [{ field: '', code: 'too_many', message: 'At most 100 parameters.' }],
    })
  }
  const query: Record<string, unknown> = {}
  let direction: string | null = null
  for (const [name, value] of given) {
    const bare = name.endsWith('[]') ? name.slice(0, -2) : name
    if (isDirection(bare, value)) direction = value
    else add(query, aliases.get(bare) ?? bare, value)
  }
  if (direction && typeof query.sort === 'string')
    query.sort = withDirection(query.sort, direction === 'desc')
  return query
}

const isDirection = (name: string, value: string) =>
  directions.has(name) && (value === 'asc' || value === 'desc')

function add(query: Record<string, unknown>, name: string, value: string): void {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype')
    throw problem('malformed_request')
  const before = Object.hasOwn(query, name) ? query[name] : undefined
  if (before === undefined) query[name] = value
  else if (Array.isArray(before)) before.push(value)
  else query[name] = [before, value]
}

const withDirection = (sort: string, descending: boolean) =>
  descending ? `-${sort.replace(/^-/, '')}` : sort.replace(/^-/, '')
