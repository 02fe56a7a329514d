import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { password } from '../portal.ts'

const root = join(import.meta.dirname, '..', '..')
const realTickets = join(root, '..', 'shared', 'data', 'it-tickets.csv.gz')

/** What a first day is made of, as people do it in the browser. */
export async function registersFirst(
  page: Page,
  who: { first: string; last: string; email: string; company: string },
): Promise<void> {
  await page.goto('/')
  await page.waitForURL('**/register')
  await page.getByRole('heading', { name: 'Set up MyPortal' }).waitFor()
  await page.getByLabel('Name of your own company').fill(who.company)
  await page.getByLabel('First name').fill(who.first)
  await page.getByLabel('Last name').fill(who.last)
  await page.getByLabel('E-mail address').fill(who.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Set up the portal' }).click()
  await page.waitForURL('**/admin/setup')
  await page.getByRole('heading', { name: 'Set up your portal' }).waitFor()
}

/** The guide up to the first customer; what a newcomer would skip is skipped. */
export async function setsUp(page: Page, customer: { name: string; domain: string }): Promise<void> {
  await page.getByLabel('Support e-mail address').fill('help@lovelace.example')
  await page.getByRole('button', { name: 'Save and continue' }).click()
  await page.getByRole('heading', { name: 'Your company', level: 2 }).waitFor()
  await page.getByRole('button', { name: 'Skip for now' }).click()
  await page.goto('/admin/setup?step=customer')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(customer.name)
  await page.getByLabel('E-mail domain').fill(customer.domain)
  await page.getByRole('button', { name: 'Add customer' }).click()
  await page.getByRole('heading', { name: 'Invite people', level: 2 }).waitFor()
}

export async function invites(page: Page, company: string, email: string, role: string): Promise<void> {
  await page.goto('/admin/setup?step=people')
  const belongs = page.getByLabel('They belong to')
  await belongs.locator('option', { hasText: company }).first().waitFor({ state: 'attached' })
  await belongs.selectOption({ label: await optionOf(page, company) })
  await page.getByLabel('E-mail addresses').fill(email)
  await page.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  const sent = page.waitForResponse(
    (response) => response.url().includes('/memberships') && response.request().method() === 'POST',
  )
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  assert.equal((await sent).status(), 201)
}

async function optionOf(page: Page, company: string): Promise<string> {
  const labels = await page.getByLabel('They belong to').locator('option').allTextContents()
  return labels.find((label) => label.startsWith(company)) ?? company
}

/** Ada reads the mail in the outbox page and hands the link over. */
export async function invitationLink(page: Page, email: string): Promise<string> {
  await page.goto('/admin/outbox')
  await page
    .getByRole('link', { name: new RegExp(email) })
    .or(page.getByRole('row', { name: new RegExp(email) }).getByRole('link'))
    .first()
    .click()
  await page.waitForURL(/\/admin\/outbox\/\d+/)
  const link = page.getByRole('link', { name: /#token=/ }).first()
  await link.waitFor()
  return (await link.getAttribute('href')) ?? ''
}

export async function acceptsInvitation(
  page: Page,
  link: string,
  who: { first: string; last: string },
): Promise<void> {
  const { pathname, hash } = new URL(link)
  await page.goto(pathname + hash)
  await page.getByLabel('First name').fill(who.first)
  await page.getByLabel('Last name').fill(who.last)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: /accept|join|create/i }).click()
  await page.getByRole('heading', { name: 'Home' }).waitFor()
}

/** Runs the import script as anybody would; the real tickets where they are, else as many of our own making. */
export async function importsTickets(
  base: string,
  email: string,
  company: string,
  count: number,
): Promise<{ output: string; is_real: boolean }> {
  const is_real = existsSync(realTickets)
  const file = is_real ? realTickets : ownTickets(count)
  const script = join(root, 'scripts', 'import-csv.ts')
  const child = spawn(
    process.execPath,
    [script, file, '--company', company, '--limit', String(count), '--url', base, '--email', email],
    {
      env: { ...process.env, MYPORTAL_PASSWORD: password },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += data
    })
  }
  const code = await new Promise((resolve) => child.once('close', resolve))
  assert.equal(code, 0, output)
  return { output, is_real }
}

function ownTickets(count: number): string {
  const file = join(mkdtempSync(join(tmpdir(), 'myportal-csv-')), 'tickets.csv')
  const rows = Array.from(
    { length: count },
    (_, index) => `"Printer ${index} on floor ${index % 7} prints blank pages since monday",Hardware`,
  )
  writeFileSync(file, `description,category\n${rows.join('\n')}\n`)
  return file
}

/** A small real PDF. */
export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)
