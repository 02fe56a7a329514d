import { asOwner, type Database } from './pool.ts'

/** What a database login can do that a portal that serves must not be able to. */
export interface LoginFaults {
  /** It stops a production portal: walls do not hold a superuser, nor who owns the tables. */
  grave: ('superuser' | 'bypassrls' | 'owner')[]
  /** It may become the owner: migrations and serving use one login. */
  is_migrator: boolean
}

const login = `select r.rolsuper as superuser, r.rolbypassrls as bypassrls,
    exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'myportal' and c.relowner = r.oid and c.relkind in ('r', 'p', 'v')) as owner,
    exists (select from pg_auth_members m join pg_roles o on o.oid = m.roleid
      where m.member = r.oid and o.rolname = 'portal_owner') as migrator
  from pg_roles r where r.rolname = session_user`

/** Looks at the login itself, whatever role its sessions took (companies §4.3). The embedded database has no other. */
export async function loginFaults(database: Database): Promise<LoginFaults> {
  if (database.kind === 'embedded') return { grave: [], is_migrator: false }
  const { rows } = await asOwner(database, (client) =>
    client.query<Record<'superuser' | 'bypassrls' | 'owner' | 'migrator', boolean>>(login),
  )
  const found = rows[0]
  const grave = (['superuser', 'bypassrls', 'owner'] as const).filter((name) => found?.[name])
  return { grave, is_migrator: found?.migrator === true }
}
