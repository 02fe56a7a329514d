import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { before, test } from 'node:test'
import { type Cast, type Person, portal } from '../portal.ts'
import { faultsOf } from './axe.ts'
import { windowAt } from './browser.ts'

type Window = Awaited<ReturnType<typeof windowAt>>

/** Every page, as those who may open it: readable by machines, whole on a phone, without an error. */
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const looks = {
  light: { width: 1280, height: 800, color_scheme: 'light', rules: null },
  dark: { width: 1280, height: 800, color_scheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
  phone: { width: 390, height: 844, color_scheme: 'light', rules: null },
} as const

/** Looked at once, on the embedded database: no page knows which one answers, and this is what takes longest. */
const skip = process.env.TEST_DATABASE_URL ? 'looked at on the embedded database' : false

let cast: Cast
let ticket = ''
let webhookPaths: string[] = []
const setupOfDesk = ['statuses', 'priorities', 'categories', 'tags', 'canned-replies', 'sla', 'settings'].map(
  (part) => `/admin/tickets/${part}`,
)
let staff = ''

before(async () => {
  if (skip) return
  cast = await portal()
  const person = {
    first_name: 'Grace',
    last_name: 'Hopper',
    email: 'grace@acme.example',
    department: 'Sales',
  }
  const entry = await cast.acme.olive
    .post('/api/staff-members', { ...person, mobile_phone: '+61412345678' })
    .answers(201)
  staff = String(entry.id)
  const made = await cast.acme.bob
    .post('/api/tickets', {
      subject: 'Printer on floor 2 prints blank pages',
      body: `Since Monday.\n\n    ${'wide '.repeat(60)}`,
    })
    .answers(201)
  ticket = String(made.number)
  await cast.tess
    .post(`/api/tickets/${made.id}/replies`, { body: 'Drum is worn, ask Olive first.', is_internal: true })
    .answers(201)
  await cast.tess.post(`/api/tickets/${made.id}/replies`, { body: 'A new drum is on its way.' }).answers(201)
  const hook = { name: 'Stock system', url: 'http://127.0.0.1:59999/hook', event_types: ['ticket.created'] }
  const { id } = await cast.ada.post('/api/webhook-endpoints', hook).answers(201)
  const sent = await cast.ada.post(`/api/webhook-endpoints/${id}/test`).answers(202)
  const inbound = await cast.ada
    .post('/api/inbound-webhooks', { name: 'Monitoring', slug: 'mon' })
    .answers(201)
  const { id: calendar_id } = await cast.ada
    .post('/api/tickets/calendars', {
      name: 'Office',
      time_zone: 'Europe/Berlin',
      hours: { mon: [['09:00', '17:00']] },
    })
    .answers(201)
  const targets = [{ priority: 'normal', first_reply_minutes: 60, resolve_minutes: 480 }]
  await cast.ada
    .post('/api/tickets/sla-policies', { name: 'Silver', calendar_id, targets, is_default: true })
    .answers(201)
  const text = { title: 'Greeting', shortcut: 'hi', body: 'Dear {{requester.firstName}}', is_shared: true }
  await cast.ada.post('/api/tickets/canned-replies', text).answers(201)
  await cast.ada.post('/api/tickets/tags', { slug: 'printer' }).answers(201)
  await cast.ada.post('/api/tickets/categories', { name: 'Printers' }).answers(201)
  webhookPaths = [
    `/admin/webhooks/${id}`,
    `/admin/webhooks/deliveries/${sent.id}`,
    `/admin/webhooks/inbound/${inbound.id}`,
  ]
})

const pages: Record<string, (cast: Cast) => { person: Person; paths: string[] }> = {
  'a visitor': ({ visitor }) => ({
    person: visitor,
    paths: ['/login', '/register', '/forgot-password', '/reset-password', '/verify-email'],
  }),
  'a customer': ({ acme }) => ({
    person: acme.olive,
    paths: [
      '/',
      '/tickets',
      '/tickets?mine=true',
      '/tickets/new',
      `/tickets/${ticket}`,
      '/company',
      '/company/members',
      '/staff',
      '/staff/new',
      '/staff/import',
      '/staff/requests',
      '/staff/requests?which=waiting',
      `/staff/${staff}`,
      '/company/roles',
      '/invitations',
      '/account',
      '/account/security',
      '/account/preferences',
      '/notifications',
      '/notifications/settings',
      '/account/api-keys',
      '/account/privacy',
      '/no-such-page',
    ],
  }),
  'a technician': ({ tess }) => ({
    person: tess,
    paths: [
      '/',
      '/tickets',
      '/tickets?status_kind=resolved',
      '/tickets/new',
      `/tickets/${ticket}`,
      '/companies',
      '/staff',
      `/staff/${staff}`,
      `/companies/${cast.acme.id}`,
      `/companies/${cast.acme.id}/people`,
      `/companies/${cast.acme.id}/staff`,
      '/switch-company',
    ],
  }),
  'a super administrator': ({ ada }) => ({
    person: ada,
    paths: [
      '/',
      '/admin',
      '/admin/setup',
      '/admin/branding',
      '/admin/outbox',
      '/admin/automation',
      '/admin/jobs',
      '/admin/tasks',
      '/admin/tasks/new',
      '/admin/tasks/1',
      '/admin/alerts',
      '/admin/deliveries',
      '/admin/templates',
      '/admin/users',
      `/admin/users/${cast.acme.bob.user_id}`,
      '/admin/sign-in',
      '/admin/api-keys',
      '/admin/machine-clients',
      '/admin/roles',
      '/admin/memberships',
      '/admin/memberships/changes',
      '/companies/new',
      '/companies/variables',
      `/companies/${cast.acme.id}?edit=1`,
      `/companies/${cast.acme.id}/domains`,
      `/companies/${cast.acme.id}/contacts`,
      `/companies/${cast.acme.id}/history`,
      ...setupOfDesk,
      '/admin/webhooks',
      '/admin/tickets/import',
      '/admin/integrations',
      '/admin/integrations/syncro',
      '/admin/webhooks/deliveries',
      '/admin/webhooks/inbound',
      ...webhookPaths,
    ],
  }),
}

for (const [who, of] of Object.entries(pages)) {
  test(`every page is whole for ${who}: light, dark, on a phone`, { skip }, async () => {
    const { person, paths } = of(cast)
    const opened = await windowAt(cast.base)
    await opened.context.addCookies(
      [...person.cookies].map(([name, value]) => ({ name, value, url: cast.base })),
    )
    for (const path of paths) await checkPage(opened, path, who.replace(/^an? /, '').replaceAll(' ', '-'))
    assert.deepEqual(
      opened.faults.filter((fault) => !fault.includes('404')),
      [],
    )
    await opened.context.close()
  })
}

test('what is not there to be heard silences nothing else', { skip }, async () => {
  const { page, context } = await windowAt(cast.base)
  await context.addCookies([...cast.tess.cookies].map(([name, value]) => ({ name, value, url: cast.base })))
  const live = (status: number) =>
    page.waitForResponse((answer) => answer.url().includes('/api/live') && answer.status() === status)
  const refused = live(422)
  await page.goto('/staff/999999')
  await refused
  assert.match((await live(200)).url(), /topics=[^&]*notifications/)
  await context.close()
})

test('what stands above a page leads only where one may go; a form names what it misses as its label does, and leads there', {
  skip,
}, async () => {
  const manager = await cast.member(cast.provider.id, 'Mona', 'Manager')
  const { page, context } = await windowAt(cast.base)
  await context.addCookies([...manager.cookies].map(([name, value]) => ({ name, value, url: cast.base })))
  await page.goto('/admin/webhooks/inbound')
  await page.locator('h1').first().waitFor()
  const above = await page
    .locator('.mp-crumbs li a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  assert.deepEqual(above, ['/', '/admin/webhooks'])

  await page.goto('/admin/webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const form = page.getByRole('dialog')
  await form.getByRole('button', { name: 'Add endpoint' }).click()
  await form.getByRole('alert').getByRole('link', { name: 'Events' }).click()
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-label')), 'Events')
  await context.close()
})

/** Loaded once, then looked at in each of its looks, as somebody's evening or a turned tablet would show it. */
async function checkPage({ page, settled }: Window, path: string, who: string): Promise<void> {
  await page.goto(path)
  await page.locator('h1').first().waitFor()
  for (const [look, { width, height, color_scheme, rules }] of Object.entries(looks)) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme: color_scheme })
    await settled()
    await page.screenshot({ path: `${shots}${who}-${look}${path.replace(/\W+/g, '_')}.png` })
    assert.equal(await page.locator('h1').count(), 1, `${path} has one h1 (${look})`)
    const { wide, dark } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      dark: document.documentElement.dataset.mantineColorScheme === 'dark',
    }))
    assert.ok(wide <= 0, `${path} is ${wide} px too wide (${who}, ${look})`)
    assert.equal(dark, color_scheme === 'dark', `${path} follows the system's colours`)
    assert.deepEqual(await faultsOf(page, rules), [], `${path} (${who}, ${look})`)
  }
}
