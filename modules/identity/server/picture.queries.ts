import type { Transaction } from '../../../platform/database/index.ts'

/** Switches a person's picture; gives back the files of the one before. */
export async function replacePicture(
  tx: Transaction,
  userId: number,
  files: { large: number; small: number } | null,
): Promise<number[]> {
  const { rows } = await tx.run<{ large: number | null; small: number | null }>(
    `with before as (select picture_file_id as large, picture_small_file_id as small from users where id = $1 for update)
     update users set picture_file_id = $2, picture_small_file_id = $3, updated_at = now() from before
     where users.id = $1 returning before.large, before.small`,
    [userId, files?.large ?? null, files?.small ?? null],
  )
  return [rows[0]?.large, rows[0]?.small].filter((id): id is number => typeof id === 'number')
}
