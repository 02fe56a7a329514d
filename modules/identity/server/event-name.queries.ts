import type { Transaction } from '../../../platform/database/index.ts'

type Names = Promise<ReadonlyMap<number, string>>

async function named(tx: Transaction, text: string, ids: readonly number[]): Names {
  const { rows } = await tx.run<{ id: number; name: string }>(text, [[...ids]])
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export const namesOfKeys = (tx: Transaction, ids: readonly number[]): Names =>
  named(tx, 'select id, description as name from api_keys where id = any ($1::bigint[])', ids)

export const namesOfClients = (tx: Transaction, ids: readonly number[]): Names =>
  named(tx, 'select id, name from machine_clients where id = any ($1::bigint[])', ids)
