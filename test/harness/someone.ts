import { createUser } from '../../modules/identity/server/index.ts'
import { inTransaction } from '../../platform/database/index.ts'
import type { Cast } from '../portal.ts'
import { type Person, personAt } from './person.ts'

let number = 0

/** A person who belongs nowhere, not signed in, with the password of the cast. */
export async function someone(
  { base, database, portal: opened }: Pick<Cast, 'base' | 'database' | 'portal'>,
  password: string,
  more: { is_super_admin?: boolean; must_change_password?: boolean } = {},
): Promise<Person> {
  const email = `someone${++number}@people.example`
  const password_hash = await opened.identity.hashPassword(password)
  const person = personAt(base, 'Pat', email)
  person.user_id = await inTransaction(database, { role: 'portal_identity' }, (tx) =>
    createUser(tx, { email, first_name: 'Pat', last_name: 'Person', password_hash, ...more }),
  )
  return person
}
