import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type Cast, type Person, portal } from '../portal.ts'
import { type Looks, windowAt } from './browser.ts'

/** Every page, as those who may open it: readable by machines, whole on a phone, without an error. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const looks: Record<string, Looks> = {
  light: {},
  dark: { color_scheme: 'dark' },
  phone: { width: 390, height: 844 },
}

let cast: Cast
let ticket = ''
let webhookPaths: string[] = []
let staff = ''

before(async () => {
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
    .post('/api/tickets', { subject: 'Printer on floor 2 prints blank pages', body: 'Since Monday.' })
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
      '/tickets/new',
      `/tickets/${ticket}`,
      '/company',
      '/company/members',
      '/staff',
      '/staff/new',
      '/staff/import',
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
      '/admin/webhooks',
      '/admin/webhooks/deliveries',
      '/admin/webhooks/inbound',
      ...webhookPaths,
    ],
  }),
}

for (const [who, of] of Object.entries(pages)) {
  describe(`for ${who}`, () => {
    for (const [look, how] of Object.entries(looks)) {
      test(`every page is whole: ${look}`, async () => {
        const { person, paths } = of(cast)
        const { page, context, faults } = await windowAt(cast.base, how)
        await context.addCookies(
          [...person.cookies].map(([name, value]) => ({ name, value, url: cast.base })),
        )
        for (const path of paths)
          await checkPage(page, path, `${who.replace(/^an? /, '').replaceAll(' ', '-')}-${look}`)
        assert.deepEqual(
          faults.filter((fault) => !fault.includes('404')),
          [],
        )
        await context.close()
      })
    }
  })
}

async function checkPage(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path)
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${shots}${name}${path.replace(/\W+/g, '_')}.png` })
  assert.equal(await page.locator('h1').count(), 1, `${path} has one h1`)
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.ok(wide <= 0, `${path} is ${wide} px too wide (${name})`)
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    ).axe.run()
    interface Violation {
      id: string
      nodes: { html: string }[]
    }
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  })
  assert.deepEqual(found, [], `${path} (${name})`)
}
