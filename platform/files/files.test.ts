import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { endpoint, user } from '../contract/endpoint.ts'
import { Id, optional, z } from '../contract/schema.ts'
import {
  asOwner,
  type Database,
  inTransaction,
  migrate,
  openEmbedded,
  type Scope,
} from '../database/index.ts'
import { type Gate, makeCsrfToken, openDoor, openServer, refuseUnknown, routesOn } from '../http/index.ts'
import type { Limits } from '../limits/index.ts'
import { openFiles, type StoredFile } from './index.ts'

const mostBytes = 200_000
const csrfKey = Buffer.alloc(32, 7)
const token = 'a-session'
const sessionHash = createHash('sha256').update(token).digest()

const upload = (accept: string) =>
  endpoint({
    method: 'POST',
    path: `/${accept}-uploads`,
    access: user('files.send'),
    summary: 'Send a file',
    accepts: ['multipart/form-data'],
    transaction: 'own',
    response: { 201: z.object({ id: Id, name: z.string(), content_type: z.string(), byte_size: z.int() }) },
  })
const download = endpoint({
  method: 'GET',
  path: '/uploads/:upload_id/content',
  access: user('files.read'),
  summary: 'The bytes',
  transaction: 'own',
  params: z.strictObject({ upload_id: Id }),
  query: z.strictObject({ inline: optional(z.boolean()) }),
  response: { 200: null },
})

let database: Database
let folder: string
let address: string
const closing: (() => Promise<unknown>)[] = []
const files = () => openFiles({ data_dir: folder, upload_max_bytes: mostBytes })

before(async () => {
  database = await openEmbedded(null)
  await migrate(database, 'test')
  await asOwner(database, (client) =>
    client.query(
      "insert into users (email, email_key, first_name, last_name) values ('a@b.c', 'a@b.c', 'Ada', 'A')",
    ),
  )
  folder = await mkdtemp(join(tmpdir(), 'portal-files-'))
  const door = openDoor({
    gate: tinyGate(),
    limits: {} as Limits,
    rates: {},
    trusted_proxies: [],
    portal_url: 'http://localhost',
    root_path: '',
    allowed_origins: [],
    cookies: { session: 's', csrf: 's_csrf', secure: false },
    csrf_keys: [csrfKey],
  })
  const log = { error: () => {}, info: () => {} }
  const app = await openServer(door, { log, upload_max_bytes: mostBytes })
  const { own } = routesOn(app, door)
  const store = files()
  for (const accept of ['default', 'ticket'] as const) {
    own(upload(accept), (call) =>
      store.take(call, { max_bytes: mostBytes, accept }, (scope, received) =>
        store.store(scope, received, { company_id: null, kind: 'test' }),
      ),
    )
  }
  own(download, async (call) => {
    const row = await call.enter((scope) =>
      scope.tx.queries
        .selectFrom('files')
        .selectAll()
        .where('id', '=', call.params.upload_id)
        .executeTakeFirstOrThrow(),
    )
    return store.send(call, row as StoredFile, call.query)
  })
  app.setNotFoundHandler(refuseUnknown(door, { log }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  closing.push(() => app.close())
})

after(async () => {
  for (const close of closing) await close()
  await database.close()
  await rm(folder, { recursive: true })
})

/** Everybody is person 1, who belongs to no company; a cookie makes it a session. */
function tinyGate(): Gate {
  return {
    async enter(ask, met, work) {
      const session =
        ask.credential.kind === 'session'
          ? { id: 1, hash: ask.credential.hash, confirmed_at: '', active_company_id: null }
          : null
      const caller = { kind: session ? 'user' : 'key', user_id: 1, session, limit_key: 'one' } as const
      await met(caller)
      const opening = {
        role: 'portal_member',
        user_id: 1,
        actor: 'user:1',
        read_only: ask.read_only,
      } as const
      return inTransaction(database, opening, (tx) => work({ tx, user_id: 1 } as Scope, caller))
    },
  }
}

type Form = Record<string, string | File>

async function send(form: Form, headers: Record<string, string> = {}, accept = 'default') {
  const body = new FormData()
  for (const [name, value] of Object.entries(form)) body.append(name, value)
  return fetch(`${address}/api/${accept}-uploads`, { method: 'POST', body, headers })
}

async function sendFile(name: string, content: string | Buffer, accept = 'default') {
  const answer = await send({ file: new File([content as Buffer<ArrayBuffer>], name) }, {}, accept)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & { id: number } }
}

async function bytesOnDisk(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

const pdf = (size: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size - 9)])

test('a file of exactly the limit is taken, one byte more is refused and leaves nothing', async () => {
  const before = (await bytesOnDisk()).length
  const whole = await sendFile('exact.pdf', pdf(mostBytes))
  assert.equal(whole.status, 201)
  assert.equal(whole.body.byte_size, mostBytes)
  const more = await sendFile('more.pdf', pdf(mostBytes + 1))
  assert.equal(more.status, 413)
  assert.deepEqual([more.body.code, more.body.limit_bytes], ['file_too_large', mostBytes])
  assert.equal((await bytesOnDisk()).length, before + 1)
})

test('only the portal’s user may read stored bytes', async () => {
  await sendFile('mode.pdf', pdf(100))
  const [path = ''] = await bytesOnDisk()
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.match(path, /files\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{32}$/)
})

test('a body without a length is counted', async () => {
  const parts = (size: number) => [
    Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'),
    pdf(size),
    Buffer.from('\r\n--b--\r\n'),
  ]
  assert.equal(await chunked(parts(mostBytes)), 201)
  assert.equal(await chunked(parts(mostBytes + 1)), 413)
})

function chunked(parts: Buffer[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = httpRequest(`${address}/api/default-uploads`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    sending.once('error', reject).once('response', (answer) => resolve(answer.resume().statusCode ?? 0))
    for (const part of parts) sending.write(part)
    sending.end()
  })
}

test('a length far beyond the limit is refused before the bytes come', async () => {
  const status = await new Promise<number>((resolve, reject) => {
    const sending = httpRequest(`${address}/api/default-uploads`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '900000000' },
    })
    sending.once('response', (answer) => {
      resolve(answer.statusCode ?? 0)
      sending.destroy()
    })
    sending.once('error', reject)
    sending.flushHeaders()
  })
  assert.equal(status, 413)
})

test('an upload that breaks off leaves no bytes', async () => {
  const before = (await bytesOnDisk()).length
  await new Promise<void>((resolve) => {
    const sending = httpRequest(`${address}/api/default-uploads`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '100000' },
    })
    sending.once('error', () => resolve())
    sending.write('--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n')
    sending.write(pdf(50_000), () => sending.destroy(new Error('away')))
  })
  for (let tries = 0; (await bytesOnDisk()).length > before; tries++)
    assert.ok(tries < 10_000, 'bytes stayed')
})

test('the content says what a file is, not its name', async () => {
  const cases: [string, string | Buffer, number, string][] = [
    ['page.pdf', '<!DOCTYPE html><script>alert(1)</script>', 415, 'file_type_not_allowed'],
    ['page.txt', '\n <html><body>', 415, 'file_type_not_allowed'],
    ['mark.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 415, 'file_type_not_allowed'],
    ['run.txt', '#!/bin/sh\nrm -rf /', 415, 'file_type_not_allowed'],
    ['run.bat', 'del *.*', 415, 'file_type_not_allowed'],
    ['tool.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 415, 'file_type_not_allowed'],
    ['text.pdf', 'just words', 422, 'extension_mismatch'],
    ['paper.txt', pdf(100), 422, 'extension_mismatch'],
    ['nothing.txt', '', 422, 'file_empty'],
    ['half.txt', Buffer.from([0x61, 0xc3]), 415, 'text_not_utf8'],
    ['excel.csv', Buffer.from('Stra\xdfe;Gr\xf6\xdfe\r\n1;2\r\n', 'latin1'), 415, 'text_not_utf8'],
    ['powershell.txt', Buffer.from('\ufeffGet-Date', 'utf16le'), 415, 'text_not_utf8'],
    ['nul.txt', Buffer.from('a\0b'), 415, 'text_not_utf8'],
  ]
  for (const [name, content, status, code] of cases) {
    const answer = await sendFile(name, content)
    assert.deepEqual([name, answer.status, answer.body.code], [name, status, code])
  }
  assert.ok(((await sendFile('x.svg', '<svg/>')).body.accepted as string[]).includes('pdf'))
})

test('texts, mails and pictures are taken under their own names', async () => {
  const png = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    Buffer.from([0, 0, 0, 10, 0, 0, 0, 20, 8, 6, 0, 0, 0]),
    Buffer.alloc(100),
  ])
  const cases: [string, string | Buffer, string][] = [
    ['grüße.txt', 'Grüße, Jürgen '.repeat(9000), 'text/plain'],
    ['list.csv', 'BM;1\n', 'text/csv'],
    ['mail.eml', 'From: ada@example.com\r\nSubject: Hi\r\n\r\nHello', 'message/rfc822'],
    ['pixel.png', png, 'image/png'],
    ['paper', pdf(100), 'application/pdf'],
  ]
  for (const [name, content, type] of cases) {
    const answer = await sendFile(name, content)
    assert.deepEqual([name, answer.status, answer.body.content_type], [name, 201, type])
  }
  assert.equal((await sendFile('paper', pdf(100))).body.name, 'paper.pdf')
  png.writeUInt32BE(100_000, 16)
  png.writeUInt32BE(100_000, 20)
  assert.equal((await sendFile('huge.png', png)).body.code, 'image_too_large')
})

test('the desk takes more kinds than the house', async () => {
  assert.equal((await sendFile('trace.log', 'line', 'ticket')).status, 201)
  assert.equal((await sendFile('trace.log', 'line')).status, 415)
  const empty = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])
  assert.equal((await sendFile('things.zip', empty, 'ticket')).status, 201)
  assert.equal((await sendFile('things.zip', empty)).status, 415)
  assert.equal((await sendFile('things.docx', empty, 'ticket')).body.code, 'extension_mismatch')
})

test('a form that is not as it should be is refused by name', async () => {
  const file = new File(['x'], 'a.txt')
  const codes = async (answer: Response) => {
    const body = (await answer.json()) as { code: string; errors?: { field: string; code: string }[] }
    return [answer.status, body.errors?.[0]?.field ?? body.code, body.errors?.[0]?.code]
  }
  assert.deepEqual(await codes(await send({ other: file })), [422, 'other', 'unknown_field'])
  assert.deepEqual(await codes(await send({ file, is_admin: 'true' })), [422, 'is_admin', 'unknown_field'])
  assert.deepEqual(await codes(await send({ _csrf: 'x' })), [422, 'file', 'required'])
  const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
  assert.equal((await fetch(`${address}/api/default-uploads`, json)).status, 415)
  const broken = {
    method: 'POST',
    body: 'rubbish',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  }
  assert.equal((await fetch(`${address}/api/default-uploads`, broken)).status, 400)
})

test('a session needs its token in the header, or as the first part of the form', async () => {
  const _csrf = makeCsrfToken(csrfKey, sessionHash)
  const cookie = { cookie: `s=${token}` }
  const file = () => new File(['x'], 'a.txt')
  const code = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code]
  assert.deepEqual(await code(await send({ file: file() }, cookie)), [403, 'csrf_missing'])
  assert.deepEqual(await code(await send({ file: file(), _csrf }, cookie)), [403, 'csrf_missing'])
  assert.deepEqual(await code(await send({ _csrf: 'x', file: file() }, cookie)), [403, 'csrf_invalid'])
  assert.deepEqual(await code(await send({ _csrf, file: file() }, cookie)), [201, undefined])
  assert.deepEqual(await code(await send({ file: file() }, { ...cookie, 'x-csrf-token': _csrf })), [
    201,
    undefined,
  ])
})

test('a download can be whole, in ranges, or known already', async () => {
  const content = pdf(5000)
  const { body } = await sendFile("bericht 'ä'.pdf", content)
  const get = (headers: Record<string, string> = {}, query = '') =>
    fetch(`${address}/api/uploads/${body.id}/content${query}`, { headers })
  const whole = await get()
  assert.equal(whole.status, 200)
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), content)
  const etag = `"${createHash('sha256').update(content).digest('hex')}"`
  assert.equal(whole.headers.get('etag'), etag)
  assert.equal(whole.headers.get('content-length'), '5000')
  assert.equal(whole.headers.get('content-encoding'), null)
  assert.equal(whole.headers.get('content-security-policy'), "sandbox; default-src 'none'")
  assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(whole.headers.get('cache-control'), 'private, no-store')
  const placed = whole.headers.get('content-disposition') ?? ''
  assert.match(
    placed,
    /^attachment; filename="bericht 'a'.pdf"; filename\*=UTF-8''bericht%20%27%C3%A4%27\.pdf$/,
  )
  assert.match((await get({}, '?inline=true')).headers.get('content-disposition') ?? '', /^inline/)

  const part = await get({ range: 'bytes=0-9' })
  assert.equal(part.status, 206)
  assert.equal(part.headers.get('content-range'), 'bytes 0-9/5000')
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), content.subarray(0, 10))
  assert.deepEqual(Buffer.from(await (await get({ range: 'bytes=-5' })).arrayBuffer()), content.subarray(-5))
  assert.equal((await (await get({ range: 'bytes=4990-9999' })).arrayBuffer()).byteLength, 10)
  const beyond = await get({ range: 'bytes=5000-' })
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */5000'])
  assert.equal((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).status, 200)
  assert.equal((await get({ 'if-none-match': `W/${etag}` })).status, 304)
  const head = await fetch(`${address}/api/uploads/${body.id}/content`, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '5000'])
})

test('texts are never shown inline nor compressed', async () => {
  const { body } = await sendFile('a.txt', 'words '.repeat(2000))
  const answer = await fetch(`${address}/api/uploads/${body.id}/content?inline=true`)
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/)
  assert.equal(answer.headers.get('content-encoding'), null)
  assert.equal((await answer.text()).length, 12_000)
})

test('bytes that are gone are the store’s fault, and old bytes without a row are swept', async () => {
  const { body } = await sendFile('gone.txt', 'gone')
  const row = await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.queries.selectFrom('files').selectAll().where('id', '=', body.id).executeTakeFirstOrThrow(),
  )
  await rm(join(folder, 'files', row.storage_key))
  const answer = await fetch(`${address}/api/uploads/${body.id}/content`)
  assert.equal(answer.status, 503)
  assert.ok(answer.headers.get('retry-after'))

  const kept = await sendFile('kept.txt', 'kept')
  const orphan = await sendFile('orphan.txt', 'orphan')
  await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.queries.deleteFrom('files').where('id', '=', orphan.body.id).execute(),
  )
  assert.equal(await files().sweep(database), 0)
  const old = new Date(Date.now() - 90_000_000)
  for (const path of await bytesOnDisk()) await utimes(path, old, old)
  assert.equal(await files().sweep(database), 1)
  assert.equal((await fetch(`${address}/api/uploads/${kept.body.id}/content`)).status, 200)
})
