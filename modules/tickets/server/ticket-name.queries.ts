import type { Scope } from '../../../platform/database/index.ts'

/** Subjects of tickets that this scope sees, for lists of other things. */
export async function namesOfTickets(
  scope: Scope,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await scope.tx.run<{ id: number; subject: string }>(
    'select id, subject from tickets where id = any ($1::bigint[]) and deleted_at is null',
    [[...ids]],
  )
  return new Map(rows.map(({ id, subject }) => [id, `#${id} ${subject}`]))
}
