import { type FieldCode, invalid } from '../contract/problems.ts'
import { eventTypes } from './registry.ts'

const mostNear = 8

/**
 * The registered types that these names mean: `ticket.created`, `ticket.*` (all of a noun) or `*`. An unknown one is 422
 * in this field, with names that are near (events §8).
 */
export function typesNamed(
  field: string,
  names: readonly string[],
  code: FieldCode = 'not_one_of',
): string[] {
  const known = [...eventTypes().keys()]
  const found = names.flatMap((name) => {
    const types = known.filter((type) => isNamed(type, name))
    if (types.length === 0) throw invalid(field, code, `There is no event ${name}.${near(known, name)}`)
    return types
  })
  return [...new Set(found)]
}

/** Whether a name like `ticket.*` means this type. */
export const isNamed = (type: string, name: string): boolean =>
  name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : type === name

function near(known: string[], name: string): string {
  const [noun = '', verb = ''] = name.split('.')
  const found = known.filter((type) => {
    const [n = '', v = ''] = type.split('.')
    return n === noun || (verb.length > 2 && v.startsWith(verb)) || (noun.length > 2 && alike(n, noun))
  })
  const sorted = found.sort((a, b) => distance(a, name) - distance(b, name))
  return found.length === 0 ? '' : ` There is ${sorted.slice(0, mostNear).join(', ')}.`
}

/** `tickets` for `ticket`, and the other way round. */
const alike = (one: string, other: string) => one.startsWith(other) || other.startsWith(one)

/** How many letters must be put in, taken out or exchanged (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, wanted] of [...other].entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === wanted ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
