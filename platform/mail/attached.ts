import { type Database, inTransaction } from '../database/index.ts'
import type { Files } from '../files/index.ts'
import type { AttachedFile } from './mailer.ts'

/** Reads the bytes of a stored file. */
export type ReadFile = Files['read']

interface Row {
  name: string
  content_type: string
  storage_key: string
}

/** The files of a mail, in the order they were named; one that was removed meanwhile is left out. */
export async function attachedFiles(
  database: Database,
  ids: readonly number[],
  read: ReadFile | undefined,
): Promise<AttachedFile[]> {
  if (ids.length === 0 || !read) return []
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<Row & Record<string, unknown>>(
      `select name, content_type, storage_key from files where id = any ($1::bigint[]) and deleted_at is null
       order by array_position($1::bigint[], id)`,
      [ids],
    ),
  )
  const files: AttachedFile[] = []
  for (const { name, content_type, storage_key } of rows)
    files.push({ name, content_type, bytes: await read({ storage_key }) })
  return files
}
