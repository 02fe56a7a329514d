import { type AnyEndpoint, pathOf } from '../contract/endpoint.ts'

const verbs = { GET: 'read', POST: 'create', PUT: 'set', PATCH: 'change', DELETE: 'remove' } as const

/** Gives each operation a name of its own: its nouns, then what is done: `tickets_replies_create`. */
export function operationNames(): (declared: AnyEndpoint, isList: boolean) => string {
  const given = new Set<string>()
  return (declared, isList) => {
    const name = nameOf(declared, isList)
    const free = given.has(name) ? `${name}_${declared.method.toLowerCase()}` : name
    if (given.has(free)) throw new Error(`Two operations would be called ${free}`)
    given.add(free)
    return free
  }
}

function nameOf(declared: AnyEndpoint, isList: boolean): string {
  const segments = pathOf(declared)
    .replace(/^\/api/, '')
    .split('/')
    .filter(Boolean)
  const words = segments
    .filter((segment) => !segment.startsWith(':'))
    .map((word) => word.replace(/\W+/g, '_'))
  const last = words.at(-1) ?? ''
  const endsInParameter = segments.at(-1)?.startsWith(':') ?? false
  // `POST /tickets/:ticket_id/take`: the path itself ends in the verb.
  if (declared.method === 'POST' && !endsInParameter && !last.endsWith('s')) return words.join('_')
  const verb = declared.method === 'GET' && isList ? 'list' : verbs[declared.method]
  return [...words, verb].join('_')
}
