import { notFound } from '../../../platform/contract/problems.ts'
import { type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { type Files, profilePicture, removeFiles, type UploadCall } from '../../../platform/files/index.ts'
import { userUpdated } from './identity.events.ts'
import { replacePicture } from './picture.queries.ts'
import { pictureUrl } from './picture-url.ts'

/** The new picture is stored first, then the row is switched; the old one is removed after that. */
export function setPicture(files: Files, call: UploadCall): Promise<{ picture_url: string }> {
  return files.takePicture(call, profilePicture, async (scope, rendered) => {
    const userId = ownId(scope)
    const ids: number[] = []
    for (const one of rendered)
      ids.push((await files.store(scope, one, { company_id: null, kind: 'picture' })).id)
    const [large = 0, small = large] = ids
    await switchPicture(scope, userId, { large, small })
    return { picture_url: pictureUrl(userId, large) ?? '' }
  })
}

export const deletePicture = (scope: Scope): Promise<void> => switchPicture(scope, ownId(scope), null)

async function switchPicture(
  scope: Scope,
  userId: number,
  files: { large: number; small: number } | null,
): Promise<void> {
  const old = await withRole(scope, 'portal_identity', () => replacePicture(scope.tx, userId, files))
  if (old.length === 0 && files === null) return
  await removeFiles(scope, old)
  await announce(scope, userUpdated, {
    subject_id: userId,
    company_id: null,
    data: { changed: ['picture'] },
  })
}

function ownId({ user_id }: Scope): number {
  if (user_id === null) throw notFound()
  return user_id
}
