import { definerFunctions, floors, tables, views } from '../../architecture.ts'
import { type FileRule, fault, isAboveAll, only, partOf, type Source, spoken } from './source.ts'

interface Mention {
  table: string
  at: number
  /** Kysely asks for it by name, so it has to be a table; in SQL text it may be an alias or a keyword. */
  isCertain: boolean
}

const kysely =
  /\b(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|(?:inner|left|right|full|cross)Join(?:Lateral)?)\(\s*\[?\s*((?:(['"`])[\w. ]+\2,?\s*)+)/g
const named = /(['"`])(?:myportal\.)?(\w+)(?:\s+as\s+\w+)?\1/gi
const inSql = /\b(?:from|join|into|update|table)\s+(?:only\s+)?(?:myportal\.)?(\w+)/gi
const madeHere = /\bwith(?:Recursive)?\(\s*['"`](\w+)/g
const speaksSql = /^[`'"]\s*(?:select|insert\s+into|update|delete\s+from|with\s+\w+\s+as|merge\s+into)\b/i

/** Each table is named by its owner only; a view by everybody above its owner. */
export const tablesHaveOneOwner: FileRule = (source) => {
  if (isAboveAll(source.path) || source.path.endsWith('.sql')) return []
  const local = new Set([...spoken(source).matchAll(madeHere)].map(([, name]) => name))

  return mentionsIn(source).flatMap(({ table, at, isCertain }) => {
    const sentence = local.has(table) ? undefined : wrongOwner(partOf(source.path), table, isCertain)
    return sentence ? [fault(source, at, sentence)] : []
  })
}

function wrongOwner(part: string, table: string, isCertain: boolean): string | undefined {
  const keeper = ownerIn(views, table)
  if (keeper)
    return isBelow(keeper, part)
      ? undefined
      : `view ${table} belongs to ${keeper}, which is not below ${part}`

  const owner = ownerIn(tables, table)
  if (owner === part) return undefined
  if (owner) return `table ${table} belongs to ${owner}; go through its front door or a view`
  return isCertain ? `table ${table} belongs to nobody; name its owner in architecture.ts` : undefined
}

function ownerIn(list: Readonly<Record<string, readonly string[]>>, name: string): string | undefined {
  return Object.keys(list).find((part) => list[part]?.includes(name))
}

const isBelow = (lower: string, upper: string) =>
  lower === upper || (floors[lower] ?? 99) < (floors[upper] ?? 99)

function mentionsIn(source: Source): Mention[] {
  const text = spoken(source)
  const asked = [...text.matchAll(kysely)].flatMap((call) =>
    [...(call[1] ?? '').matchAll(named)].map((match) => ({
      table: match[2] ?? '',
      at: call.index,
      isCertain: true,
    })),
  )
  return [...asked, ...sqlTexts(source).flatMap(mentionsInSql)]
}

function mentionsInSql({ at, text }: { at: number; text: string }): Mention[] {
  return [...text.matchAll(inSql)].map((match) => ({
    table: match[1] ?? '',
    at: at + match.index,
    isCertain: false,
  }))
}

/** Templates tagged `sql` and texts that begin like a statement. */
function sqlTexts(source: Source): { at: number; text: string }[] {
  const code = only(source, 'code')
  return source.tokens.flatMap(({ kind, start, text }) => {
    if (kind !== 'template' && kind !== 'string') return []
    const isTagged =
      kind === 'template' && /\bsql(?:<[^`]*>|\.raw\()?\s*$/.test(code.slice(Math.max(0, start - 200), start))
    return isTagged || (speaksSql.test(text) && /\b(?:from|into|set)\b/i.test(text))
      ? [{ at: start, text }]
      : []
  })
}

/** A module's SQL stands in its *.queries.ts files, where a reviewer finds it. */
export const sqlStandsInQueries: FileRule = (source) => {
  if (!/^(modules|app)\//.test(source.path) || isAboveAll(source.path)) return []
  if (/\.queries\.ts$/.test(source.path) || !source.path.endsWith('.ts')) return []
  const places = [
    ...[...spoken(source).matchAll(kysely)].map(({ index }) => index),
    ...sqlTexts(source).map(({ at }) => at),
  ]
  return places.map((at) => fault(source, at, 'SQL stands in *.queries.ts'))
}

const definer =
  /\bcreate\s+(?:or\s+replace\s+)?function\s+(?:myportal\.)?(\w+)((?:(?!\bcreate\s)[\s\S])*?\bsecurity\s+definer\b)/gi
const plainView = /\bcreate\s+(?:or\s+replace\s+)?view\s+(?:myportal\.)?(\w+)(?![^;]*?security_invoker)/gi

const madeTable = /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?:myportal\.)?(\w+)(?!\w|\s+partition\s+of)/gi

/** Every table has an owner, and what reaches beyond the caller's scope is listed in architecture.ts. */
export const wallsInMigrations: FileRule = (source) => {
  if (!/^database\/migrations\/.*\.sql$/.test(source.path)) return []
  const text = source.text.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length))
  const unlisted = (pattern: RegExp, listed: readonly string[], sentence: string) =>
    [...text.matchAll(pattern)]
      .filter(([, name]) => !listed.includes(name ?? ''))
      .map((match) => fault(source, match.index, `${match[1]} ${sentence}`))

  return [
    ...unlisted(madeTable, Object.values(tables).flat(), 'has no owner in architecture.ts'),
    ...unlisted(
      definer,
      definerFunctions,
      'is security definer but not among definerFunctions in architecture.ts',
    ),
    ...unlisted(
      plainView,
      Object.values(views).flat(),
      'lacks security_invoker and is not among views in architecture.ts',
    ),
  ]
}
