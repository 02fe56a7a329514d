import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../portal.ts'
import { type Looks, windowAt } from './browser.ts'

const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

async function windowOf(person: Person, looks: Looks = {}) {
  const opened = await windowAt(person.base, looks)
  const { hostname } = new URL(person.base)
  await opened.context.addCookies(
    [...person.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: '/' })),
  )
  return opened
}

test('a technician notes, answers, assigns, tags and resolves by keyboard, and sees who else is there', async () => {
  const { acme, tess, ada } = await portal()
  const made = await acme.bob
    .post('/api/tickets', {
      subject: 'Printer on floor 2 prints blank pages',
      body: 'Since **Monday**, every second page is blank. Toner was changed on Friday.',
      cc: [{ user_id: acme.olive.user_id }],
    })
    .answers(201)
  const path = `/api/tickets/${made.id}`
  await tess.patch(path, { priority: 'high', tags: ['printer'] }).answers(200)
  const { page, faults, settled } = await windowOf(tess, { height: 600 })
  await page.goto(`/tickets/${made.number}`)
  const text = () => page.getByRole('textbox', { name: /^(Your reply|Internal note)/ })
  await page.getByRole('heading', { level: 1, name: /Printer on floor 2/ }).waitFor()
  await settled()

  await page.keyboard.press('i')
  await page.keyboard.type('The drum is worn; ask Olive before ordering.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Internal: customers cannot see this').waitFor()

  await page.keyboard.press('Escape')
  await page.keyboard.press('r')
  await page.keyboard.type('A new drum is on its way.')
  const colleague = await ada.get(`${path}/presence`).answers(200)
  assert.equal((colleague.items as unknown as Loose[])[0]?.state, 'replying')

  // Somebody else writes: it appears, and what is being typed neither moves nor goes.
  await settled()
  const before = await text().boundingBox()
  await acme.bob.post(`${path}/replies`, { body: 'Now it smells, too.' }).answers(201)
  await page.getByText('Now it smells, too.').waitFor()
  await settled()
  const after = await text().boundingBox()
  assert.ok(
    Math.abs((before?.y ?? 0) - (after?.y ?? 99)) < 2,
    `the text moved from ${before?.y} to ${after?.y}`,
  )
  assert.equal(await text().inputValue(), 'A new drum is on its way.')
  await ada.put(`${path}/presence`, { state: 'replying' }).answers(200)
  await page.getByText('Ada Lovelace is replying').waitFor()
  await page.screenshot({ path: `${shots}answer-desk.png`, fullPage: true })

  await page.keyboard.press('Control+Shift+Enter')
  await page.getByText('Reply sent').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('l')
  await page.keyboard.type('floor 2')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Remove tag floor-2' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('a')
  await page.keyboard.type('Tess')
  await page.keyboard.press('Enter')
  await page.getByText(/is assigned to Tess/).waitFor()
  // The first closes the list that Enter opened, the second leaves the field.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('w')
  await page.getByText('You will hear of this ticket').waitFor()

  const now = await tess.get(path).answers(200)
  assert.equal(now.status_kind, 'resolved')
  assert.equal(now.assignee?.id, tess.user_id)
  assert.deepEqual(now.tags, ['floor-2', 'printer'])
  assert.equal(now.is_watching, true)
  assert.deepEqual(faults, [])
})
