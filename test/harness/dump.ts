import { asOwner, type Database } from '../../platform/database/index.ts'

/** All rows of all tables as text, by table, as a dump of the database has them. */
export function dumpOf(database: Database): Promise<Map<string, string>> {
  return asOwner(database, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'myportal' and table_type = 'BASE TABLE'`,
    )
    const dump = new Map<string, string>()
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `select t::text as text from myportal."${name}" t`,
      )
      dump.set(name, rows.map(({ text }) => text).join('\n'))
    }
    return dump
  })
}
