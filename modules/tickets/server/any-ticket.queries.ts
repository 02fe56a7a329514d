import type { Scope } from '../../../platform/database/index.ts'

/** Whether there is any ticket in this scope: the first-run guide asks. */
export async function hasTickets(scope: Scope): Promise<boolean> {
  const { rows } = await scope.tx.run<{ found: boolean }>('select exists (select from tickets) as found')
  return rows[0]?.found === true
}
