import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { contentOf } from '../modules/identity/server/export-content.ts'
import { filesOf, foundationOf } from '../modules/identity/server/foundation.ts'
import { asOwner } from '../platform/database/index.ts'
import { zipOf } from '../platform/files/index.ts'
import { exported, unpacked } from './harness/copy.ts'
import { type Person, portal } from './portal.ts'

const formOf = (name: string, bytes: Uint8Array, type: string) => {
  const form = new FormData()
  form.set('file', new File([Uint8Array.from(bytes)], name, { type }))
  return form
}

async function uploaded(who: Person, name: string, text: string): Promise<number> {
  const file = await who
    .post('/api/tickets/uploads', formOf(name, Buffer.from(text), 'text/plain'))
    .answers(201)
  return Number(file.id)
}

test('a copy holds the bytes of what the person uploaded, and of nobody else', async () => {
  const { acme } = await portal()
  const { bob, olive } = acme
  const attached = async (who: Person, text: string) => {
    const id = await uploaded(who, 'notes.txt', text)
    await who.post('/api/tickets', { subject: 'With a file', body: 'See it', upload_ids: [id] }).answers(201)
    return id
  }
  const own = await attached(bob, 'What Bob wrote down')
  await attached(olive, 'What Olive wrote down')
  const drawn = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#336699' } })
    .png()
    .toBuffer()
  await bob.put('/api/me/picture', formOf('me.png', drawn, 'image/png')).answers(200)

  const { zip } = await exported(bob)
  const { names, data, bytes } = await unpacked(zip)
  assert.equal(bytes(`files/ticket/${own}-notes.txt`).toString(), 'What Bob wrote down')
  const pictures = names.filter((name) => name.startsWith('files/picture/'))
  assert.equal(pictures.length, 2)
  for (const name of pictures) assert.equal((await sharp(bytes(name)).metadata()).format, 'webp')
  assert.deepEqual(names.slice(0, 2), ['readme.txt', 'data.json'])
  assert.equal(names.length, 5)
  assert.ok(!zip.includes('What Olive wrote down'))
  const ids = new Set((data['files (created_by_user_id)'] as { id: number }[]).map(({ id }) => id))
  for (const name of names.slice(2)) assert.ok(ids.has(Number(/\/(\d+)-/.exec(name)?.[1])), name)
})

test('what does not fit into a copy, or is gone from the store, is named in it', async () => {
  const { acme, database } = await portal()
  const { bob } = acme
  const short = await uploaded(bob, 'a.txt', 'short')
  const long = await uploaded(bob, 'b.txt', 'a good deal longer')
  const gone = await uploaded(bob, 'c.txt', 'gone')
  const files = filesOf(foundationOf(database))
  const { rows } = await asOwner(database, (client) =>
    client.query<{ storage_key: string }>('select storage_key from files where id = $1', [gone]),
  )
  await files.discard(rows[0] ?? { storage_key: '' })

  const chunks: Buffer[] = []
  for await (const chunk of zipOf(contentOf(database, files, bob.user_id, 10))) chunks.push(chunk)
  const { names, bytes } = await unpacked(Buffer.concat(chunks))
  assert.deepEqual(names, ['readme.txt', 'data.json', `files/ticket/${short}-a.txt`, 'files-left-out.txt'])
  const left = bytes('files-left-out.txt').toString()
  assert.ok(left.includes(`ticket/${long}-b.txt (18 bytes)`) && left.includes(`ticket/${gone}-c.txt`), left)
})
