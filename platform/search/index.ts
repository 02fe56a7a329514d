import { type Scope, withStatementLimit } from '../database/index.ts'

/** Something that can be opened, in the words of the search over the whole portal. */
export interface SearchHit {
  title: string
  subtitle: string | null
  /** Of the web app. */
  path: string
  badge: string | null
}

/** One kind of records that the search over the whole portal looks into. */
export interface SearchSource {
  /** `tickets` */
  kind: string
  /** Whether this caller may look into it; where not, the kind does not exist for them. */
  may(scope: Scope): boolean
  /** At most `limit` hits, best first, within the caller's scope. */
  find(scope: Scope, q: string, limit: number): Promise<SearchHit[]>
}

const sources = new Map<string, SearchSource>()

/** Registers a kind, before the portal serves. A second one of the same name stops the start. */
export function registerSearch(source: SearchSource): void {
  if (sources.has(source.kind)) throw new Error(`Search of ${source.kind} is registered twice`)
  sources.set(source.kind, source)
}

export const searchKinds = (): readonly string[] => [...sources.keys()]

/** A statement of a search may take this long; whoever is later is named as missing. */
const patienceMs = 150

/** Asks each kind in turn; one that is late or fails is named in `incomplete` and holds nobody else up. */
export async function searchEverything(
  scope: Scope,
  { q, kinds, limit }: { q: string; kinds: readonly string[] | undefined; limit: number },
) {
  const groups: { kind: string; items: SearchHit[] }[] = []
  const incomplete: string[] = []
  for (const { kind, may, find } of sources.values()) {
    if (!may(scope) || (kinds && !kinds.includes(kind))) continue
    try {
      const items = await withStatementLimit(scope.tx, patienceMs, () => find(scope, q, limit))
      if (items.length > 0) groups.push({ kind, items })
    } catch {
      incomplete.push(kind)
    }
  }
  return { groups, incomplete }
}
