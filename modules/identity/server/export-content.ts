import { type Database, inTransaction } from '../../../platform/database/index.ts'
import {
  type Files,
  filesUploadedBy,
  type UploadedFile,
  type ZipEntry,
} from '../../../platform/files/index.ts'
import { type PersonalData, personalData, personalFileKinds } from '../../../platform/personal/index.ts'
import { selectPersonal, selectSelf } from './personal.queries.ts'

/** A copy holds no more bytes of files than this; further files are named instead. */
const mostFileBytes = 2 * 1024 ** 3
const portion = 5_000

/**
 * What the ZIP holds, made while it is written: every declared table with the person's filter, and the files that the
 * person uploaded. Never more than a portion of rows or a piece of a file is in memory.
 */
export async function* contentOf(
  database: Database,
  files: Files,
  userId: number,
  limit = mostFileBytes,
): AsyncIterable<ZipEntry> {
  yield { name: 'readme.txt', content: [Buffer.from(readme)] }
  yield { name: 'data.json', content: dataOf(database, userId) }
  const left: UploadedFile[] = []
  let bytes = 0
  for await (const file of filesUploadedBy(database, userId, personalFileKinds())) {
    const fits = bytes + file.size_bytes <= limit
    const content = fits ? await files.stream(file) : null
    if (content) yield { name: `files/${nameOf(file)}`, content }
    else left.push(file)
    if (content) bytes += file.size_bytes
  }
  if (left.length > 0) yield { name: 'files-left-out.txt', content: [Buffer.from(listOf(left))] }
}

/** One JSON object with a key for each table. */
async function* dataOf(database: Database, userId: number): AsyncIterable<Buffer> {
  const self = await inTransaction(database, { role: 'portal_identity', read_only: true }, (tx) =>
    selectSelf(tx, userId),
  )
  yield Buffer.from(`{\n"users": ${JSON.stringify(self, null, 2)}`)
  for (const one of personalData()) {
    if (one.exported.length === 0) continue
    const name = one.user_column === 'user_id' ? one.table : `${one.table} (${one.user_column})`
    yield Buffer.from(`,\n${JSON.stringify(name)}: [`)
    let comma = ''
    for await (const rows of rowsOf(database, one, userId)) {
      if (rows.length === 0) continue
      yield Buffer.from(comma + rows.map((row) => `\n  ${JSON.stringify(row)}`).join(','))
      comma = ','
    }
    yield Buffer.from(']')
  }
  yield Buffer.from('\n}\n')
}

async function* rowsOf(
  database: Database,
  one: PersonalData,
  userId: number,
): AsyncIterable<Record<string, unknown>[]> {
  const opening = {
    role: one.role,
    all_companies: one.role === 'portal_provider',
    user_id: userId,
    read_only: true,
  }
  for (let from = 0; ; from += portion) {
    const rows = await inTransaction(database, opening, (tx) => selectPersonal(tx, one, userId, from))
    yield rows
    if (rows.length < portion) return
  }
}

/** Names are harmless parts of paths since the upload; the number keeps them apart. */
const nameOf = ({ id, kind, name }: UploadedFile) => `${kind}/${id}-${name}`

const listOf = (files: UploadedFile[]) =>
  `These files of yours did not fit into the copy, or could not be read:\n\n${files
    .map((file) => `${nameOf(file)} (${file.size_bytes} bytes)`)
    .join('\n')}\n`

const readme = `This is what the portal stores about you.

data.json has one key for each table; times are in UTC. files/ holds the pictures and attachments that you uploaded, with
the id that data.json gives them under "files". What was written by others is not in here.
`
