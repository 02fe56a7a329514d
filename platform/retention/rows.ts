import type { Retention } from './registry.ts'

interface Which {
  /** The time that counts; `created_at` unless said. */
  by?: string
  /** `id` unless said. */
  key?: string
  /** A condition in SQL that rows have to meet as well; `$1` is the time before which they go. */
  where?: string
}

/** Removes a table's oldest rows, those first that ended first: along an index of that time. */
export function oldRows(
  table: string,
  { by = 'created_at', key = 'id', where = 'true' }: Which = {},
): Retention['remove'] {
  const text = `delete from ${table} where ${key} = any (array(select ${key} from ${table}
    where ${by} < $1 and ${where} order by ${by} limit $2))`
  return async (tx, { before, limit }) => (await tx.run(text, [before, limit])).rowCount ?? 0
}
