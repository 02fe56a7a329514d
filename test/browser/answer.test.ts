import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Loose, type Person, portal } from '../portal.ts'
import { faultsOf } from './axe.ts'
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
      body: 'Since **Monday**, every second page is blank. ![Tray](https://pictures.example/1.png) It was changed on Friday.',
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
  // A file that cannot be kept holds the text back, until it goes without.
  const empty = { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }
  await page.locator('.tk-composer input[type=file]').setInputFiles(empty)
  await text().press('Control+Enter')
  await page.getByRole('button', { name: 'Send without it', exact: true }).click()
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
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await page.screenshot({ path: `${shots}offline.png` })
  await page.context().setOffline(false)
  await page.getByText('You are offline.').waitFor({ state: 'detached' })
  await page.screenshot({ path: `${shots}answer-desk.png`, fullPage: true })
  // On paper: the conversation in its whole width, dark on white in any theme, without notes.
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const printed = page.locator('.tk-entry', { hasText: 'Now it smells, too.' })
  assert.ok(((await printed.boundingBox())?.width ?? 0) > 1_000)
  assert.equal(await printed.evaluate((entry) => getComputedStyle(entry).color), 'rgb(0, 0, 0)')
  assert.equal(await page.getByText('The drum is worn').isVisible(), false)
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  // Unless somebody asks for them.
  await page.evaluate(() => {
    globalThis.print = () => document.body.setAttribute('data-asked', '')
  })
  await page.getByRole('button', { name: 'More for this ticket' }).click()
  await page.getByRole('menuitem', { name: 'Print with internal notes' }).click()
  await page.locator('body[data-asked]').waitFor()
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.getByText('The drum is worn').isVisible())
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  assert.equal(await page.getByText('The drum is worn').isVisible(), false)
  await page.emulateMedia({ media: 'screen' })

  // Whether it arrived nobody knows; sent again, by a page that was loaded anew as well, it stands there once.
  let posts = 0
  await page.route(`**${path}/replies`, async (route) => {
    if (route.request().method() !== 'POST' || ++posts % 2 === 0) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await text().press('Control+Shift+Enter')
  await page.getByText('No connection to the portal').waitFor()
  await page.locator('.tk-entry').getByText('A new drum is on its way.').waitFor()
  assert.equal(await text().inputValue(), 'A new drum is on its way.')
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await page.getByText(/^Draft from .* restored/).waitFor()
  assert.equal(await text().inputValue(), 'A new drum is on its way.')
  await text().press('Control+Enter')
  await page.getByText('Reply sent').waitFor()
  const { items: said } = await tess.get(`${path}/replies`).answers(200)
  assert.equal((said as unknown as Loose[]).length, 4)
  await losesNote(page, 'Its draft is discarded and typed again.')
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await opensNote(page)
  await page.keyboard.type('Its draft is discarded and typed again.')
  await text().press('Control+Enter')
  await page.getByText('Note saved').waitFor()
  await losesNote(page, 'Its key is forgotten.')
  await ageDrafts(page)
  await opensNote(page, 'Internal note Draft')
  await page.getByText(/^Draft from .* restored/).waitFor()
  await text().press('Control+Enter')
  await page.getByRole('alert').getByText('Its key is forgotten.').waitFor()
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  const { items: once } = await tess.get(`${path}/replies`).answers(200)
  assert.equal((once as unknown as Loose[]).length, 6)
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
  assert.equal(await page.getByText('Please fill this in').count(), 0, 'an empty text that nobody sent')

  // Markup in a message is text, in the banner and in the feed.
  const message = '<img src=x onerror=alert(1)> Maintenance at noon'
  const told = await ada
    .post('/api/notifications', { event_type: 'general', message, is_banner: true })
    .answers(201)
  await page.goto('/notifications?read_state=unread')
  await page.getByText(message).nth(1).waitFor()
  assert.equal(await page.locator('img[src=x]').count(), 0)
  // Read, it is none of the unread ones any more.
  const row = page.locator(`[data-notification="${told.id}"]`)
  await row.getByRole('button', { name: 'Mark as read' }).click()
  await row.waitFor({ state: 'detached' })
  await ada.delete(`/api/notifications/${told.id}/broadcast`).answers(204)

  // What came by "Show earlier" is as live as the rest.
  for (let n = 1; n <= 30; n++)
    await tess.post(`${path}/replies`, { body: `Step ${n}`, is_internal: true }).answers(201)
  const heard = page.waitForResponse((answer) => /\/api\/live\?.*ticket/.test(answer.url()))
  await page.goto(`/tickets/${made.number}`)
  await heard
  await page.getByRole('button', { name: 'Show 5 earlier entries', exact: true }).click()
  await page.locator('.tk-entry').getByText('Now it smells, too.').waitFor()
  await settled()
  const [, noted, smells] = said as unknown as Loose[]
  await acme.bob.patch(`${path}/replies/${smells?.id}`, { body: 'It smells of glue.' }).answers(200)
  await page.locator('.tk-entry').getByText('It smells of glue.').waitFor()
  await ada.delete(`${path}/replies/${noted?.id}`).answers(204)
  await page.locator('.tk-entry').getByText('Removed by Ada Lovelace').waitFor()
  // After a long sleep as well: more happened than the page is told of, more was written than it gets at once.
  await page.context().setOffline(true)
  await acme.bob.patch(`${path}/replies/${smells?.id}`, { body: 'It smells of tar.' }).answers(200)
  const [there, back] = [
    { status: 'open', priority: 'low', assigned_user_id: null },
    { status: 'resolved', priority: 'high', assigned_user_id: tess.user_id },
  ]
  for (let n = 1; n <= 34; n++) await tess.patch(path, n % 2 ? there : back).answers(200)
  await page.context().setOffline(false)
  await page.locator('.tk-entry').getByText('It smells of tar.').waitFor()
  await page.context().setOffline(true)
  for (let n = 1; n <= 31; n++)
    await tess.post(`${path}/replies`, { body: `Slept through ${n}`, is_internal: true }).answers(201)
  await page.context().setOffline(false)
  await page.locator('.tk-entry').getByText('Slept through 1', { exact: true }).waitFor()

  // What a body says in a picture's place is in the language of whoever reads it.
  await tess.patch('/api/me', { locale: 'de' }).answers(200)
  await page.goto(`/tickets/${made.number}`)
  await page.getByRole('link', { name: 'Tray: Bild zeigen (pictures.example)' }).waitFor()
  await tess.patch('/api/me', { locale: 'en' }).answers(200)

  const now = await tess.get(path).answers(200)
  assert.equal(now.status_kind, 'resolved')
  assert.equal(now.assignee?.id, tess.user_id)
  assert.deepEqual(now.tags, ['floor-2', 'printer'])
  assert.equal(now.is_watching, true)
  assert.deepEqual(
    faults.filter((fault) => !/net::ERR_(FAILED|INTERNET_DISCONNECTED)|409 \(Conflict\)/.test(fault)),
    [],
  )
})

/** A note whose confirmation is lost stays in its form, by another page as well. */
async function losesNote(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await page.keyboard.type(words)
  await page.keyboard.press('Control+Enter')
  await page.getByText('No connection to the portal').waitFor()
  await opensNote(page, 'Internal note Draft')
  await page.getByText(/^Draft from .* restored/).waitFor()
}

/** The note of a page that was loaded anew. */
async function opensNote(page: Page, named = 'Internal note'): Promise<void> {
  await page.reload()
  await page.getByRole('button', { name: named, exact: true }).click()
}

/** A day and more later the server has forgotten what it was sent. */
const ageDrafts = (page: Page) =>
  page.evaluate(async () => {
    const [{ name = '' } = {}] = await indexedDB.databases()
    const done = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((resolve) => asked.addEventListener('success', () => resolve(asked.result)))
    const database = await done(indexedDB.open(name))
    const drafts = database.transaction('drafts', 'readwrite').objectStore('drafts')
    for (const draft of await done(drafts.getAll()))
      if (draft.sent)
        await done(drafts.put({ ...draft, sent: { ...draft.sent, at: draft.sent.at - 90_000_000 } }))
    database.close()
  })

test('a day at the desk by keyboard alone: twenty triaged, five answered with a canned reply, an old one found by a word', async () => {
  const { acme, tess, ada, portal: opened } = await portal()
  const old = await acme.bob.post('/api/tickets', { subject: 'Tape drive', body: 'It rattles.' }).answers(201)
  await tess.post(`/api/tickets/${old.id}/replies`, { body: 'We ordered a flibberjack for it.' }).answers(201)
  await tess.post(`/api/tickets/${old.id}/resolve`, {}).answers(200)
  const canned = {
    title: 'Solved',
    shortcut: 'solved',
    body: 'Dear {{requester.firstName}}, it works again.',
  }
  await ada.post('/api/tickets/canned-replies', { ...canned, is_shared: true }).answers(201)
  const made: number[] = []
  for (let n = 1; n <= 20; n++)
    made.push(
      Number((await acme.bob.post('/api/tickets', { subject: `Case ${n}`, body: 'Help.' }).answers(201)).id),
    )
  await opened.background.idle()

  const { page, faults, settled } = await windowOf(tess)
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
    // Whatever was pressed: something has the focus then.
    await page.waitForFunction(() => document.activeElement !== document.body)
  }
  const says = (text: string | RegExp) => page.getByText(text).first().waitFor()
  await page.goto(`/tickets?company_id=${acme.id}&status_kind=open&sort=created_at`)
  await page.getByRole('row', { name: /Case 20/ }).waitFor()
  await settled()

  await press('j', 'x', ...Array<string>(12).fill('j'))
  // The row that the keys stand on is above the bar of what is chosen, not behind it.
  const [row, bar] = await Promise.all(
    ['tr[data-current]', '.mp-bulk'].map((one) => page.locator(one).boundingBox()),
  )
  assert.ok(
    row && bar && row.y + row.height <= bar.y,
    `the row ends at ${row?.y}, the bar begins at ${bar?.y}`,
  )
  await press(...Array<string>(7).fill('j'), 'Shift+X')
  await says('20 selected')
  await press('a')
  await page.getByRole('combobox', { name: 'Assignee of 20 tickets' }).fill('Tess')
  await press('Enter')
  await says('20 tickets were changed.')
  await press('x', 'k', 'k', 'k', 'k', 'Shift+X', 'p')
  await page.getByRole('combobox', { name: 'Priority of 5 tickets' }).fill('Urg')
  await press('Enter')
  await says('5 tickets were changed.')
  await press('s')
  await press('Escape', 'Space')
  await page.getByRole('complementary', { name: /Preview/ }).waitFor()
  await press('Escape', 'x', 'r')
  await says('One person is mailed.')
  await press('Escape', 'Escape', 'o')

  for (let n = 16; n <= 20; n++) {
    await page.getByRole('heading', { level: 1, name: `Case ${n}` }).waitFor()
    await press('r', '/')
    await page.getByRole('combobox', { name: /Find/ }).fill('solved')
    await page.getByRole('option', { name: /Solved/ }).waitFor()
    await press('Enter')
    await page.waitForFunction(() =>
      (document.activeElement as HTMLTextAreaElement).value?.includes('Dear Bob'),
    )
    await press(n === 20 ? 'Control+Shift+Enter' : 'Control+Enter')
    await page.locator('.tk-entries').getByText('Dear Bob, it works again.').waitFor()
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('.tk-composer textarea')?.value === '',
    )
    await press('Escape', ...(n < 20 ? [']'] : []))
  }
  await press('u')
  await page.getByRole('row', { name: /Case 16/ }).waitFor()
  await page.setViewportSize({ width: 320, height: 640 })
  await settled()
  assert.deepEqual(await faultsOf(page), [])
  await press('j', 'o')
  await page.getByRole('heading', { level: 1, name: 'Case 17' }).waitFor()
  await settled()
  assert.deepEqual(await faultsOf(page), [])
  // The facts are one line above the conversation; a key unfolds them over it, and Esc folds them.
  const said = page.locator('.tk-entry').first()
  const priority = page.getByRole('combobox', { name: 'Priority', exact: true })
  const before = await said.boundingBox()
  assert.equal(await priority.isVisible(), false)
  await press('p')
  assert.equal(await priority.evaluate((box) => box === document.activeElement), true)
  assert.deepEqual(await faultsOf(page), [])
  assert.equal((await said.boundingBox())?.y, before?.y)
  await press('Escape')
  await priority.waitFor({ state: 'hidden' })
  await page.setViewportSize({ width: 1280, height: 800 })

  await press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').fill('flibberjack')
  await page.getByRole('option', { name: /Tape drive/ }).waitFor()
  await press('Enter')
  await says('We ordered a flibberjack for it.')

  await changesAllAndUndoes(page, acme.id)
  const all = await tess.get(`/api/tickets?company_id=${acme.id}&assigned_user_id=me&limit=200`).answers(200)
  const items = all.items as unknown as Loose[]
  const ids = (wanted: (item: Loose) => boolean) =>
    items
      .filter(wanted)
      .map(({ id }) => Number(id))
      .sort()
  assert.deepEqual(
    ids(() => true),
    made,
  )
  assert.deepEqual(
    ids(({ priority }) => String(priority) === 'urgent'),
    made.slice(15),
  )
  assert.deepEqual(
    ids(({ reply_count }) => Number(reply_count) === 1),
    made.slice(15),
  )
  assert.deepEqual(
    ids(({ status_kind }) => String(status_kind) === 'resolved'),
    made.slice(19),
  )
  assert.deepEqual(faults, [])
})

/** A change of all that match goes on while its page is loaded anew, is found again there, and is undone. */
async function changesAllAndUndoes(page: Page, companyId: number): Promise<void> {
  await page.goto(`/tickets?company_id=${companyId}&assigned_user_id=me&status_kind=open,resolved`)
  await page.getByRole('row', { name: /Case 20/ }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Select all that match' }).click()
  await page.getByRole('button', { name: 'All that match: 20. Only the selected ones' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('combobox', { name: 'Priority of 20 tickets' }).fill('Low')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Change 20 tickets', exact: true }).click()
  const progress = page.getByRole('region', { name: 'Changing many tickets' })
  await progress.waitFor()
  await page.reload()
  await progress.getByText('20 tickets were changed.').waitFor()
  await progress.getByRole('button', { name: 'Undo' }).click()
  await progress.getByText('Undone, as far as nobody changed it since.').waitFor()
}
