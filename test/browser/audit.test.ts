import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Cast, type Loose, type Person, portal } from '../portal.ts'
import { type Looks, windowAt } from './browser.ts'

/** The audit log as people use it: read, open, walk by keys, filter, hear of newer entries. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

let cast: Cast
before(async () => {
  cast = await portal()
  const { acme, ada, tess } = cast
  const roles = (await ada.get('/api/roles?kind=customer').answers(200)).items as unknown as Loose[]
  const role = roles.find(({ name }) => String(name) === 'Requester')?.id
  const members = await ada.get(`/api/companies/${acme.id}/memberships`).answers(200)
  const bob = (members.items as unknown as Loose[]).find(({ user }) => Number(user?.id) === acme.bob.user_id)
  await ada
    .patch(`/api/companies/${acme.id}`, { version: 1, city: 'Perth', phone: '+61 8 9000 0000' })
    .answers(200)
  await ada.patch(`/api/memberships/${bob?.id}`, { role_id: role, version: bob?.version }).answers(200)
  const ticket = await acme.bob.post('/api/tickets', { subject: 'Printer', body: 'b' }).answers(201)
  await tess.post(`/api/tickets/${ticket.id}/replies`, { body: 'Between us', is_internal: true }).answers(201)
})

async function open(person: Person, path: string, how: Looks = {}) {
  const seen = await windowAt(cast.base, how)
  await seen.context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: cast.base })))
  await seen.page.goto(path)
  await seen.page.locator('.audit-line').first().waitFor()
  return seen
}

async function checkSound(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${shots}audit-${name}.png` })
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.ok(wide <= 0, `${name}: ${wide} px too wide`)
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    interface Violation {
      id: string
      nodes: { html: string }[]
    }
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    ).axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
  })
  assert.deepEqual(found, [], name)
}

describe('the audit log', () => {
  const looks: Record<string, Looks> = {
    light: {},
    dark: { color_scheme: 'dark' },
    phone: { width: 390, height: 844 },
  }
  for (const [look, how] of Object.entries(looks)) {
    test(`is whole, closed and open: ${look}`, async () => {
      const { page, context, faults } = await open(cast.ada, '/admin/audit', how)
      await checkSound(page, `desk-${look}`)
      await page.getByText('changed the role of Bob').click()
      await page.getByText('changed the business information').first().click()
      await page.locator('.audit-changes').first().waitFor()
      await checkSound(page, `desk-open-${look}`)
      assert.deepEqual(faults, [])
      await context.close()
    })
  }

  test('shows an owner the own company alone, in sentences', async () => {
    const { page, context } = await open(cast.acme.olive, '/audit')
    const text = (await page.locator('.audit-list').innerText()).replaceAll('\n', ' ')
    assert.match(text, /Ada Lovelace changed the role of Bob Test from Member to Requester/)
    assert.doesNotMatch(text, /internal note|Globex/)
    await checkSound(page, 'owner')
    await context.close()
  })

  test('is walked by j and k, opened by Enter, filtered by the address', async () => {
    const { page, context } = await open(cast.ada, `/admin/audit?type=company.updated`)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.locator('.audit-changes').waitFor()
    assert.match(await page.locator('.audit-after').first().innerText(), /Perth|\+61/)
    await page.getByRole('button', { name: /Everything about Acme/ }).click()
    await page.waitForURL(/subject_type=company/)
    await context.close()
  })

  test('says that there are newer entries', async () => {
    const { page, context } = await open(cast.ada, '/admin/audit')
    await page.waitForLoadState('networkidle').catch(() => {})
    const newer = page.getByRole('button', { name: /newer entries/ })
    for (let n = 0; n < 20 && !(await newer.isVisible()); n++) {
      await cast.acme.bob.post('/api/tickets', { subject: `Newer ${n}`, body: 'b' }).answers(201)
      await newer.waitFor({ timeout: 1_500 }).catch(() => {})
    }
    await newer.click()
    await page.getByText('opened the ticket').first().waitFor()
    await context.close()
  })
})
