import { type Scope, withRole } from '../../../platform/database/index.ts'

export interface PersonNames {
  first_name: string
  last_name: string
  email: string
}

/** What a person is called, in parts; the caller has checked that they may be named. */
export function namesOf(scope: Scope, userId: number): Promise<PersonNames | undefined> {
  return withRole(scope, 'portal_identity', async () => {
    const { rows } = await scope.tx.run<PersonNames & Record<string, unknown>>(
      'select first_name, last_name, email from users where id = $1',
      [userId],
    )
    return rows[0]
  })
}
