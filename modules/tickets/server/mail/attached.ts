import type { Scope } from '../../../../platform/database/index.ts'
import { describeFiles } from '../../../../platform/files/index.ts'
import { portalOf } from '../../../notifications/server/index.ts'
import { selectAttachments } from '../attachment.queries.ts'
import type { LinkedFile } from './body.ts'
import type { Said } from './told.queries.ts'

/** So much goes along with a mail; what does not fit is a link. */
const most = { bytes: 10_485_760, files: 10 }

/** Files of an entry: those that go along with its mail, and links to the rest. */
export async function attachmentsFor(
  scope: Scope,
  ticketId: number,
  said: Pick<Said, 'id' | 'is_internal'>,
): Promise<{ file_ids: number[]; links: LinkedFile[] }> {
  const sight = { is_desk: said.is_internal, sees_all: true, user_id: null }
  const attached = await selectAttachments(scope, sight, [said.id])
  const files = await describeFiles(
    scope,
    attached.map(({ file_id }) => file_id),
  )
  const { portal_url } = portalOf(scope.tx.database)
  const file_ids: number[] = []
  const links: LinkedFile[] = []
  let room = most.bytes
  for (const { id, file_id } of attached) {
    const file = files.get(file_id)
    if (!file) continue
    if (file.byte_size <= room && file_ids.length < most.files) {
      room -= file.byte_size
      file_ids.push(file_id)
    } else
      links.push({ name: file.name, url: `${portal_url}/api/tickets/${ticketId}/attachments/${id}/content` })
  }
  return { file_ids, links }
}
