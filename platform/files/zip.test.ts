import assert from 'node:assert/strict'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { crc32, deflateRawSync } from 'node:zlib'
import { kindOfZip } from './zip.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-zip-'))
})
after(() => rm(folder, { recursive: true }))

async function kindOf(bytes: Buffer) {
  const path = join(folder, 'container')
  await writeFile(path, bytes)
  const handle = await open(path)
  try {
    return await kindOfZip(handle, bytes.length, bytes.subarray(0, 4096))
  } finally {
    await handle.close()
  }
}

test('office files are known by what is inside', async () => {
  assert.equal(await kindOf(zip('[Content_Types].xml', 'word/document.xml')), 'docx')
  assert.equal(await kindOf(zip('xl/workbook.xml', '[Content_Types].xml')), 'xlsx')
  assert.equal(await kindOf(zip('[Content_Types].xml', 'ppt/presentation.xml')), 'pptx')
  assert.equal(await kindOf(zip('a.txt', 'word/document.xml')), 'zip')
})

test('macros, programs and what cannot be read are nothing that anybody takes', async () => {
  const office = ['[Content_Types].xml', 'word/document.xml'] as const
  assert.equal(await kindOf(zip(...office, 'word/vbaProject.bin')), null)
  assert.equal(await kindOf(zip(...office, 'Basic/Standard/Module1.xml')), null)
  assert.equal(await kindOf(zip('META-INF/MANIFEST.MF', 'A.class')), null)
  assert.equal(await kindOf(zip('[Content_Types].xml', 'other.xml')), null)
  const whole = zip(...office)
  assert.equal(await kindOf(whole.subarray(0, whole.length - 10)), null)
  const lying = Buffer.from(whole)
  lying.writeUInt32LE(0xfffffff0, whole.length - 6)
  assert.equal(await kindOf(lying), null)
})

/** A ZIP container with these entries. */
function zip(...names: string[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const name of names) {
    const content = Buffer.from('content')
    const packed = deflateRawSync(content)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crc32(content), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(content.length, 18)
    facts.writeUInt16LE(name.length, 22)
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), facts, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, Buffer.from(name)]))
    local.push(entry)
    offset += entry.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(names.length, 4)
  end.writeUInt16LE(names.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06', 'latin1'), end])
}
