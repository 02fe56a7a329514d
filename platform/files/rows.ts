import { type Database, inTransaction, type Scope } from '../database/index.ts'
import type { FileAnswer } from './files.ts'
import type { StoredFile } from './send.ts'

/** Names, types and sizes of files that this transaction may see, by id. */
export async function describeFiles(scope: Scope, ids: readonly number[]): Promise<Map<number, FileAnswer>> {
  if (ids.length === 0) return new Map()
  const { rows } = await scope.tx.run<FileAnswer & Record<string, unknown>>(
    'select id, name, content_type, size_bytes as byte_size from files where id = any ($1::bigint[]) and deleted_at is null',
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** What `send` needs of a file; null when it is gone or out of sight. The caller has checked the right to it. */
export async function findStored(scope: Pick<Scope, 'tx'>, id: number): Promise<StoredFile | null> {
  const { rows } = await scope.tx.run<StoredFile & Record<string, unknown>>(
    `select name, content_type, size_bytes, sha256, storage_key from files
     where id = $1::bigint and deleted_at is null`,
    [id],
  )
  return rows[0] ?? null
}

/** Makes files those of the company whose thing they were attached to; null: of no company. */
export async function giveFiles(
  scope: Scope,
  ids: readonly number[],
  companyId: number | null,
): Promise<void> {
  await scope.tx.run(
    `update files set company_id = $1::bigint
     where id = any ($2::bigint[]) and company_id is distinct from $1::bigint`,
    [companyId, ids],
  )
}

/** Marks files as removed; their bytes go with the purge. */
export async function removeFiles(scope: Scope, ids: readonly number[]): Promise<void> {
  await scope.tx.run('update files set deleted_at = now() where id = any ($1::bigint[])', [ids])
}

/** Removed files of a company that is about to be deleted belong to nobody any more. */
export async function releaseRemovedFiles(scope: Scope, companyId: number): Promise<void> {
  await scope.tx.run('update files set company_id = null where company_id = $1 and deleted_at is not null', [
    companyId,
  ])
}

/** The same as work of the house, in a transaction of its own: files of people who are gone. */
export async function removeFilesAs(database: Database, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run('update files set deleted_at = now() where id = any ($1::bigint[]) and deleted_at is null', [ids]),
  )
}

export interface UploadedFile {
  id: number
  kind: string
  name: string
  size_bytes: number
  storage_key: string
}

/** Files of these kinds that a person uploaded, from the first to the last; read in portions, as work of the house. */
export async function* filesUploadedBy(
  database: Database,
  userId: number,
  kinds: readonly string[],
): AsyncIterable<UploadedFile> {
  for (let after = 0; ; ) {
    const { rows } = await inTransaction(
      database,
      { role: 'portal_provider', all_companies: true, read_only: true },
      (tx) =>
        tx.run<UploadedFile & Record<string, unknown>>(
          `select id, kind, name, size_bytes, storage_key from files
           where created_by_user_id = $1 and kind = any ($2::text[]) and deleted_at is null and id > $3 order by id limit 500`,
          [userId, kinds, after],
        ),
    )
    yield* rows
    if (rows.length < 500) return
    after = rows.at(-1)?.id ?? after
  }
}
