import { type Database, inTransaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { zipOf } from '../../../platform/files/index.ts'
import * as queries from './export.queries.ts'
import { contentOf } from './export-content.ts'
import { byActor, filesOf, foundationOf } from './foundation.ts'
import { mailTo } from './letter.ts'
import { exportReadyMail } from './notice.mail.ts'
import { exportReady } from './personal.events.ts'

const house = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }

/** Makes the copy: every declared table with the person's filter, and the files they uploaded. */
export async function makeExport(database: Database, id: number): Promise<void> {
  const foundation = foundationOf(database)
  const person = await inTransaction(database, { role: 'portal_identity' }, (tx) =>
    queries.startExport(tx, id),
  )
  if (!person) return
  const { user_id } = person
  const files = filesOf(foundation)
  const received = await files.keep(
    'my-data.zip',
    'application/zip',
    zipOf(contentOf(database, files, user_id)),
  )
  const opening = { role: 'portal_member', user_id } as const
  await inTransaction(database, opening, async (tx) => {
    const isWanted = await withRole({ tx, role: 'portal_member' }, 'portal_identity', () =>
      queries.isExportWanted(tx, id),
    )
    if (!isWanted) return
    const owner = { company_id: null, kind: 'personal_export' }
    const file = await files.store({ tx, user_id }, received, owner)
    await withRole({ tx, role: 'portal_member' }, 'portal_identity', async () => {
      await queries.endExport(tx, id, file.id)
      const page = `${foundation.settings.portal_url}/account/privacy`
      const by = byActor(tx, house, { kind: 'system', id: null })
      await announce(by, exportReady, { subject_id: user_id, company_id: null, data: {} })
      await mailTo(by, person, exportReadyMail(page))
    })
  })
}

export const failExport = (database: Database, id: number): Promise<void> =>
  inTransaction(database, { role: 'portal_identity' }, (tx) => queries.endExport(tx, id, null))
