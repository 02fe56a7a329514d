import { type Database, inTransaction, withRole } from '../../../platform/database/index.ts'
import { type ZipEntry, zipOf } from '../../../platform/files/index.ts'
import { type PersonalData, personalData } from '../../../platform/personal/index.ts'
import { filesOf, foundationOf } from './foundation.ts'
import { mailTo } from './letter.ts'
import { exportReadyMail } from './notice.mail.ts'
import * as queries from './personal.queries.ts'

/** Makes the copy: every declared table with the person's filter, and the files they uploaded. */
export async function makeExport(database: Database, id: number): Promise<void> {
  const foundation = foundationOf(database)
  const person = await inTransaction(database, { role: 'portal_identity' }, (tx) =>
    queries.startExport(tx, id),
  )
  if (!person) return
  const { user_id } = person
  const files = filesOf(foundation)
  const received = await files.keep('my-data.zip', 'application/zip', zipOf(entriesOf(database, user_id)))
  const opening = { role: 'portal_member', user_id } as const
  await inTransaction(database, opening, async (tx) => {
    const owner = { company_id: null, kind: 'personal_export' }
    const file = await files.store({ tx, user_id }, received, owner)
    await withRole({ tx, role: 'portal_member' }, 'portal_identity', async () => {
      await queries.endExport(tx, id, file.id)
      const page = `${foundation.settings.portal_url}/account/privacy`
      await mailTo({ tx, request_id: 'internal-work' }, person, exportReadyMail(page))
    })
  })
}

export const failExport = (database: Database, id: number): Promise<void> =>
  inTransaction(database, { role: 'portal_identity' }, (tx) => queries.endExport(tx, id, null))

async function* entriesOf(database: Database, userId: number): AsyncIterable<ZipEntry> {
  yield { name: 'readme.txt', content: [Buffer.from(readme)] }
  const data: Record<string, unknown> = {
    users: await inTransaction(database, { role: 'portal_identity', read_only: true }, (tx) =>
      queries.selectSelf(tx, userId),
    ),
  }
  for (const one of personalData()) {
    if (one.exported.length === 0) continue
    const name = one.user_column === 'user_id' ? one.table : `${one.table} (${one.user_column})`
    data[name] = await rowsOf(database, one, userId)
  }
  yield { name: 'data.json', content: [Buffer.from(JSON.stringify(data, null, 2))] }
}

async function rowsOf(database: Database, one: PersonalData, userId: number): Promise<unknown[]> {
  const opening = {
    role: one.role,
    all_companies: one.role === 'portal_provider',
    user_id: userId,
    read_only: true,
  }
  const all: unknown[] = []
  for (let more = true; more; ) {
    const rows = await inTransaction(database, opening, (tx) =>
      queries.selectPersonal(tx, one, userId, all.length),
    )
    all.push(...rows)
    more = rows.length === 5_000
  }
  return all
}

const readme = `This is what the portal stores about you.

data.json has one key for each table. Times are in UTC. What was written by others is not in here.
`
