import type { Scope } from '../../../platform/database/index.ts'
import type { StoredFile } from '../../../platform/files/index.ts'

/** A person's picture, as far as this transaction may name the person: the small one or the large one. */
export async function selectPicture(
  scope: Scope,
  userId: number,
  small: boolean,
): Promise<StoredFile | undefined> {
  const { rows } = await scope.tx.run<StoredFile & Record<string, unknown>>(
    `select name, content_type, size_bytes, sha256, storage_key from person_pictures
     where user_id = $1 order by width ${small ? 'asc' : 'desc'} limit 1`,
    [userId],
  )
  return rows[0]
}
