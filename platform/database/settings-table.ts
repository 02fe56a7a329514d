import type { Json } from './tables.ts'
import type { Transaction } from './transaction.ts'

/** Portal-wide settings whose names start with `prefix.` */
export async function readSettings(tx: Transaction, prefix: string): Promise<Map<string, Json>> {
  const { rows } = await tx.run<{ name: string; value: Json }>(
    'select name, value from settings where name >= $1 and name < $2',
    [`${prefix}.`, `${prefix}/`],
  )
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Sets one; the event is the caller's business. */
export async function writeSetting(tx: Transaction, name: string, value: Json): Promise<void> {
  await tx.run(
    `insert into settings (name, value) values ($1, $2)
     on conflict (name) do update set value = excluded.value, updated_at = now()`,
    [name, JSON.stringify(value)],
  )
}
