import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { inTransaction } from '../../platform/database/index.ts'
import { personAt } from '../harness/person.ts'
import { emptyPortal, invitationToken, password } from '../portal.ts'
import { windowAt } from './browser.ts'
import * as day from './first-day.ts'

/** The main job on real input, from a fresh start to a closed ticket, as people do it (issue: the first day). */
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const text =
  'Der Drucker im Büro spinnt 🖨️🔥 – grüße!\n\n<script>alert(1)</script> <img src=x onerror=alert(2)>'
let house: Awaited<ReturnType<typeof emptyPortal>>
let ada: Awaited<ReturnType<typeof windowAt>>
let bob: Awaited<ReturnType<typeof windowAt>>
let tess: Awaited<ReturnType<typeof windowAt>>
let number = ''

before(async () => {
  house = await emptyPortal()
  ada = await windowAt(house.base)
  bob = await windowAt(house.base)
  tess = await windowAt(house.base, { color_scheme: 'dark' })
})
after(() => house.close())

const shot = (page: Page, name: string) => page.screenshot({ path: `${shots}${name}.png` })
const adasHands = async () => {
  const hands = personAt(house.base, 'Ada', 'ada@lovelace.example')
  await hands.post('/api/auth/login', { email: hands.email, password }).answers(200)
  return hands
}

describe('the first day', () => {
  test('Ada registers and sets up the provider and the customer Acme', async () => {
    await day.registersFirst(ada.page, {
      first: 'Ada',
      last: 'Lovelace',
      email: 'ada@lovelace.example',
      company: 'Lovelace IT',
    })
    await shot(ada.page, 'setup')
    await day.setsUp(ada.page, { name: 'Acme', domain: 'acme.example' })
  })

  test('500 tickets come in through the API', async (context) => {
    const { output, is_real } = await day.importsTickets(house.base, 'ada@lovelace.example', 'Acme', 500)
    assert.match(output, /500 of 500 tickets imported/)
    if (!is_real)
      context.diagnostic(
        'The real tickets are not beside this checkout; 500 of our own making were imported.',
      )
    await ada.page.goto('/tickets')
    await ada.page.getByRole('table').getByRole('row').nth(5).waitFor()
    await shot(ada.page, 'tickets')
  })

  test('Bob and Tess are invited; Bob’s mail is read in the outbox', async () => {
    await day.invites(ada.page, 'Acme', 'bob@acme.example', 'Administrator')
    await day.invites(ada.page, 'Lovelace IT', 'tess@lovelace.example', 'Technician')
    const link = await day.invitationLink(ada.page, 'bob@acme.example')
    await shot(ada.page, 'outbox')
    await day.acceptsInvitation(bob.page, link, { first: 'Bob', last: 'Baker' })
    await day.acceptsInvitation(tess.page, await day.invitationLink(ada.page, 'tess@lovelace.example'), {
      first: 'Tess',
      last: 'Tanaka',
    })
  })

  test('Bob finds only Acme’s tickets', async () => {
    const hands = await adasHands()
    const globex = await hands.post('/api/companies', { name: 'Globex' }).answers(201)
    await hands
      .post('/api/tickets', { company_id: globex.id, subject: 'Secret of Globex', body: 'x' })
      .answers(201)
    await bob.page.goto('/tickets')
    await bob.page.getByRole('table').getByRole('row').nth(5).waitFor()
    await shot(bob.page, 'customer-tickets')
    await bob.page.getByRole('searchbox').fill('Globex')
    await bob.page.getByText('Nothing found for “Globex”').waitFor()
  })

  test('Bob opens a ticket with a PDF, umlauts, emoji and a script in its text', async () => {
    await bob.page.goto('/tickets/new')
    // What the empty subject says when it is left does not take the button away from under the click.
    await bob.page.getByLabel('Subject').focus()
    await bob.page.getByRole('button', { name: 'Send', exact: true }).click()
    await bob.page
      .getByRole('alert')
      .getByRole('link', { name: /What is it about/ })
      .waitFor()
    await bob.page.getByLabel('Subject').fill('Drucker brennt: Ärger <b>im</b> Büro')
    await bob.page.getByLabel('What is it about?').fill(text)
    await bob.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'Rechnung Nº 7.pdf', mimeType: 'application/pdf', buffer: day.pdf })
    await bob.page.getByText('Rechnung Nº 7.pdf').waitFor()
    await bob.page.getByRole('button', { name: /Open ticket|Send/ }).click()
    await bob.page.waitForURL(/\/tickets\/T-\d+/)
    number = /T-\d+/.exec(bob.page.url())?.[0] ?? ''
    await bob.page.getByRole('heading', { level: 1, name: /Drucker brennt: Ärger <b>im<\/b> Büro/ }).waitFor()
    await bob.page.getByText('<script>alert(1)</script>').waitFor()
    assert.equal(await bob.page.locator('main script, main img[src=x]').count(), 0)
    const loading = bob.page.waitForEvent('download')
    await bob.page
      .getByRole('link', { name: /Rechnung Nº 7\.pdf/ })
      .first()
      .click()
    const download = await loading
    assert.equal(download.suggestedFilename(), 'Rechnung Nº 7.pdf', String(await download.failure()))
    await shot(bob.page, 'customer-ticket')
  })

  test('Tess answers, and Bob sees the answer without reloading', async () => {
    await bob.page.evaluate(() => Object.assign(window, { stayed: true }))
    await tess.page.goto(`/tickets/${number}`)
    await tess.page.getByRole('heading', { level: 1 }).waitFor()
    await tess.page
      .getByRole('textbox', { name: /reply|answer/i })
      .fill('Löschen hilft. **Neue Trommel** ist unterwegs.')
    await shot(tess.page, 'desk-ticket-dark')
    await tess.page.getByRole('button', { name: 'Send to Bob Baker' }).click()
    await bob.page.getByText('Neue Trommel').waitFor()
    assert.equal(await bob.page.evaluate(() => 'stayed' in window), true)
  })

  test('Bob closes it', async () => {
    await shot(bob.page, 'customer-answered')
    await bob.page.getByRole('button', { name: 'Solved', exact: true }).click()
    await bob.page.getByRole('main').getByText('Solved').first().waitFor()
    // What was pressed is where one is: it says the way back now.
    const back = bob.page.getByRole('button', { name: 'Not solved after all', exact: true })
    await back.and(bob.page.locator(':focus')).waitFor()
    const ticket = await (await adasHands()).get(`/api/tickets/${number.slice(2)}`).answers(200)
    assert.equal(ticket.status_kind, 'resolved')
  })

  test('Eve of Globex gets 404 for all of it', async () => {
    const hands = await adasHands()
    const companies = await hands.get('/api/companies?q=Globex').answers(200)
    const roles = await hands.get('/api/roles?kind=customer').answers(200)
    const owner = (roles.items as unknown as { id: number; name: string }[]).find(
      ({ name }) => name === 'Owner',
    )
    await hands
      .post(`/api/companies/${companies.items?.[0]?.id}/memberships`, {
        email: 'eve@globex.example',
        role_id: owner?.id,
      })
      .answers(201)
    const eve = personAt(house.base, 'Eve', 'eve@globex.example')
    const token = await invitationToken(hands, eve.email)
    await eve.post('/api/auth/invitations/accept', { token, password, first_name: 'Eve' }).answers(201)
    const id = number.slice(2)
    const ticket = await hands.get(`/api/tickets/${id}`).answers(200)
    const file = ticket.replies?.[0]?.attachments?.[0]?.id
    for (const path of [
      `/api/tickets/${id}`,
      `/api/tickets/${id}/replies`,
      `/api/tickets/${id}/attachments/${file}/content`,
    ]) {
      await eve.get(path).answers(404, 'not_found')
    }
    await eve.post(`/api/tickets/${id}/replies`, { body: 'x' }).answers(404)
    const list = await eve.get('/api/tickets?limit=200').answers(200)
    assert.deepEqual(
      (list.items as unknown as { subject: string }[]).map(({ subject }) => subject),
      ['Secret of Globex'],
    )
  })

  test('a member without a scope sees no row by SQL', async () => {
    const rows = await inTransaction(house.database, { role: 'portal_member' }, async (tx) => [
      ...(await tx.run('select id from tickets')).rows,
      ...(await tx.run('select id from ticket_replies')).rows,
    ])
    assert.deepEqual(rows, [])
  })

  test('no page met an error or a refused policy', () => {
    assert.deepEqual([...ada.faults, ...bob.faults, ...tess.faults], [])
  })
})
