import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../platform/database/index.ts'
import { type Loose, type Person, portal } from '../portal.ts'
import { faultsOf } from './axe.ts'
import { windowAt } from './browser.ts'

async function windowOf(person: Person) {
  const opened = await windowAt(person.base)
  const { hostname } = new URL(person.base)
  await opened.context.addCookies(
    [...person.cookies].map(([name, value]) => ({ name, value, domain: hostname, path: '/' })),
  )
  return opened
}

test('views are put in order by keys, by mouse and by buttons, and stay so', async () => {
  const { tess } = await portal()
  for (const name of ['First', 'Second', 'Third'])
    await tess.post('/api/tickets/views', { name, query: {} }).answers(201)
  const { page, faults, settled } = await windowOf(tess)
  await page.goto('/tickets')
  await settled()
  await page.getByRole('button', { name: 'View', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Arrange views' }).click()
  const dialog = page.getByRole('dialog', { name: 'Arrange views' })
  const names = () => dialog.getByRole('row').locator('td:last-child').allTextContents()
  const grip = (name: string) => dialog.getByRole('button', { name: `Move ${name}: drag it` })
  const kept = () =>
    page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.status() === 200)
  await grip('Third').focus()
  let saved = kept()
  await page.keyboard.press('ArrowUp')
  await saved
  assert.deepEqual(await names(), ['First', 'Third', 'Second'])
  saved = kept()
  await grip('Second').dragTo(grip('First'))
  await saved
  assert.deepEqual(await names(), ['Second', 'First', 'Third'])
  saved = kept()
  await dialog.getByRole('button', { name: 'Move First down', exact: true }).click()
  await saved
  assert.deepEqual(await names(), ['Second', 'Third', 'First'])
  await settled()
  assert.deepEqual(await faultsOf(page), [])
  await dialog.getByRole('button', { name: 'Done' }).click()
  const { items } = await tess.get('/api/tickets/views').answers(200)
  const own = (items as unknown as Loose[])
    .filter(({ is_shared }) => !is_shared)
    .map(({ name }) => String(name))
  assert.deepEqual(own, ['Second', 'Third', 'First'])
  assert.deepEqual(faults, [])
})

test('a rare filter goes on by itself until something fits', async () => {
  const { tess, acme, database } = await portal()
  await asOwner(database, (client) =>
    client.query(
      `insert into tickets (company_id, source, subject, status, status_kind, priority, priority_rank, created_at, updated_at)
       select $1, case when n = 5001 then 'email' else 'import' end, 'Number ' || n, 'open', 'open', 'normal', 20,
         now() - n * interval '1 minute', now() - n * interval '1 minute' from generate_series(1, 5001) n`,
      [acme.id],
    ),
  )
  const { page, faults } = await windowOf(tess)
  await page.goto('/tickets?status_kind=open,pending&source=email&priority=normal')
  await page.getByRole('link', { name: 'Number 5001' }).waitFor()
  await page.goto('/tickets?status_kind=open,pending&source=email&priority=urgent')
  await page.getByText('Nothing matches').waitFor()
  assert.deepEqual(faults, [])
})

test('working hours that cannot be read are led to, and saved once they can', async () => {
  const { ada } = await portal()
  const { page, faults } = await windowOf(ada)
  await page.goto('/admin/tickets/sla')
  await page.getByRole('button', { name: 'New working hours' }).click()
  const dialog = page.getByRole('dialog', { name: 'New working hours' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Office')
  const monday = dialog.getByRole('textbox', { name: 'Monday' })
  await monday.fill('9-17')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  assert.equal(await monday.evaluate((box) => box === document.activeElement), true)
  await monday.fill('08:15-12:00')
  await page.keyboard.press('Enter')
  await page.getByText('08:15-12:00').waitFor()
  assert.deepEqual(faults, [])
})
