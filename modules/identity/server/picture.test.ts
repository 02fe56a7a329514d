import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import type { Person } from '../../../test/harness/person.ts'
import { portal } from '../../../test/portal.ts'

const drawn = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#2f5cc8' } })

function form(bytes: Uint8Array, name: string, type = 'image/png'): FormData {
  const body = new FormData()
  body.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
  return body
}

async function pictureOf(who: Person, path: string) {
  const answer = await fetch(who.base + path, {
    headers: { cookie: [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
  const bytes = Buffer.from(await answer.arrayBuffer())
  return { status: answer.status, type: answer.headers.get('content-type'), bytes }
}

test('a picture is turned upright, cut square, made small, and loses where it was taken', async () => {
  const { acme, globex } = await portal()
  const photo = await drawn(1200, 800)
    .withExif({ IFD0: { Copyright: 'Secret place' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const { picture_url } = await acme.olive
    .put('/api/me/picture', form(photo, 'me.jpg', 'image/jpeg'))
    .answers(200)
  const url = String(picture_url)
  assert.equal(String((await acme.olive.get('/api/me').answers(200)).picture_url), url)
  for (const [more, side] of [
    ['', 400],
    ['&small=true', 96],
  ] as const) {
    const shown = await pictureOf(acme.bob, url + more)
    assert.equal(shown.type, 'image/webp')
    const { width, height, exif, orientation } = await sharp(shown.bytes).metadata()
    assert.deepEqual(
      { width, height, exif, orientation },
      { width: side, height: side, exif: undefined, orientation: undefined },
    )
  }
  assert.equal((await pictureOf(globex.eve, url)).status, 404)

  const again = await acme.olive
    .put('/api/me/picture', form(await drawn(40, 30).png().toBuffer(), 'tiny.png'))
    .answers(200)
  const tiny = await pictureOf(acme.bob, String(again.picture_url))
  assert.equal((await sharp(tiny.bytes).metadata()).width, 30)
  await acme.olive.delete('/api/me/picture').answers(204)
  assert.equal((await acme.olive.get('/api/me').answers(200)).picture_url, null)
  assert.equal((await pictureOf(acme.bob, url)).status, 404)
})

test('what is no picture is refused, and the old one stays', async () => {
  const { acme } = await portal()
  const good = await drawn(500, 500).png().toBuffer()
  const { picture_url } = await acme.olive.put('/api/me/picture', form(good, 'me.png')).answers(200)
  const put = (bytes: Uint8Array, name: string) => acme.olive.put('/api/me/picture', form(bytes, name))
  await put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'me.svg').answers(415)
  await put(good.subarray(0, 200), 'me.png').answers(422, 'bad_image')
  await put(await drawn(12_001, 10).png().toBuffer(), 'me.png').answers(422, 'image_too_large')
  await put(new Uint8Array(5 * 1_048_576 + 1), 'me.png').answers(413, 'file_too_large')
  assert.equal(String((await acme.olive.get('/api/me').answers(200)).picture_url), String(picture_url))
})
