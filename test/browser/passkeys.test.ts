import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { CDPSession, Page, Route } from 'playwright-core'
import { inTransaction } from '../../platform/database/index.ts'
import { codeOf } from '../harness/authenticator.ts'
import { type Person, personAt } from '../harness/person.ts'
import { emptyPortal, password } from '../portal.ts'
import { windowAt } from './browser.ts'

/** Passkeys with Chromium's virtual authenticator, authenticators and recovery codes, as people use them. */
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const email = 'ada@lovelace.example'
let house: Awaited<ReturnType<typeof emptyPortal>>
let base = ''
let window: Awaited<ReturnType<typeof windowAt>>
let device: Device
let secret = ''
let codes: string[] = []

before(async () => {
  const port = await freePort()
  base = `http://localhost:${port}`
  house = await emptyPortal({ PORT: String(port), PORTAL_URL: base, HOST: 'localhost' })
  const ada = personAt(base, 'Ada', email)
  const person = { email, password, first_name: 'Ada', last_name: 'Lovelace', company_name: 'Lovelace IT' }
  await ada.post('/api/auth/register', person).answers(201)
  window = await windowAt(base)
  device = await pluggedIn(window.page)
})
after(() => house.close())

/** A virtual authenticator with a fingerprint that always fits (WebDriver of WebAuthn, through CDP). */
interface Device {
  cdp: CDPSession
  id: string
}

async function pluggedIn(page: Page): Promise<Device> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id: authenticatorId }
}

/** Whether the finger lies on the sensor: then every question is answered, also one in the suggestions. */
const answersAlone = (on: boolean) =>
  device.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: device.id, enabled: on })

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, 'localhost', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

const shot = (name: string) => window.page.screenshot({ path: `${shots}${name}.png`, fullPage: true })
const code = (later = 0) => codeOf(secret, later)
const button = (name: string | RegExp) => window.page.getByRole('button', { name })

/** Forgets the cookies; the suggestions have put their question when this is done. */
async function signsOut(): Promise<void> {
  await window.page.context().clearCookies()
  await answersAlone(false)
  const asked = window.page.waitForResponse('**/api/auth/passkey/options')
  await window.page.goto('/login')
  await asked
}

async function givesPassword(): Promise<void> {
  await window.page.getByLabel('E-mail address').fill(email)
  await window.page.getByRole('textbox', { name: 'Password' }).fill(password)
  await window.page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** The finger comes once the question in the suggestions has made way for that of the button. */
async function asksByButton(): Promise<void> {
  const { page } = window
  const options = '**/api/auth/passkey/options'
  const putFinger = async (route: Route) => {
    await answersAlone(true)
    await route.continue()
  }
  await page.route(options, putFinger, { times: 1 })
  await button('Sign in with a passkey').click()
}

const isHome = () => window.page.waitForURL(`${base}/`)

async function typesCode(text: string): Promise<void> {
  await window.page.getByLabel('Digit 1').click()
  await window.page.keyboard.type(text)
}

describe('second factors in the browser', () => {
  test('a super administrator is told how many days are left, and adds an authenticator', async () => {
    const { page } = window
    await answersAlone(false)
    await page.goto('/login')
    await shot('login')
    await givesPassword()
    await isHome()
    await page.getByText('Your account needs a second factor: 7 days left.').waitFor()
    await page.getByRole('link', { name: 'Set up now' }).click()
    await button('Add authenticator').click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    secret = (await page.locator('.mp-secret').innerText()).replaceAll(' ', '')
    await shot('authenticator')
    await typesCode('000000')
    await page.getByText('This code is not right.').waitFor()
    await typesCode(code())
    await button('I have kept them').waitFor()
    codes = await page.locator('.mp-codes li').allInnerTexts()
    assert.equal(codes.length, 10)
    await shot('recovery-codes')
    const download = page.waitForEvent('download')
    await button('Download').click()
    assert.equal((await download).suggestedFilename(), 'recovery-codes.txt')
    await button('I have kept them').click()
    await page.getByText('10 of them are left.').waitFor()
  })

  test('the second step asks for the code, which sends itself; a recovery code does it too', async () => {
    const { page } = window
    await signsOut()
    await givesPassword()
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await typesCode('111111')
    await page.getByText(/This code is not right.*4 tries are left/).waitFor()
    await shot('second-step')
    // All six at once, as a phone or a password manager fills them in.
    await page.getByLabel('Digit 1').fill(code(1))
    await isHome()
    await signsOut()
    await givesPassword()
    await button('Use a recovery code').click()
    await page.getByLabel('Recovery code').fill(codes[0]?.toLowerCase() ?? '')
    await button('Sign in').click()
    await isHome()
  })

  test('a passkey is added, and signs in by itself', async () => {
    const { page } = window
    await answersAlone(true)
    await page.goto('/account/security')
    await button('Add passkey').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Laptop')
    await button('Make passkey').click()
    await page.getByRole('list', { name: 'Passkeys' }).getByText('Laptop').waitFor()
    await shot('security')
    const { credentials } = await device.cdp.send('WebAuthn.getCredentials', { authenticatorId: device.id })
    assert.equal(credentials.length, 1)

    await signsOut()
    await asksByButton()
    await isHome()
    const { rows } = await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run<{ factors: string[] }>('select factors from sessions order by id desc limit 1'),
    )
    assert.deepEqual(rows[0]?.factors, ['passkey'])
  })

  test('a passkey is the second step, too, and proves identity again', async () => {
    const { page } = window
    await signsOut()
    await givesPassword()
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await answersAlone(true)
    await button('Use a passkey instead').click()
    await isHome()
    await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run("update sessions set confirmed_at = now() - interval '11 minutes'"),
    )
    await page.goto('/account/security')
    await button('Rename Laptop').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Old laptop')
    await button('Save name').click()
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
    await shot('confirm')
    await button('Use a passkey').click()
    await page.getByRole('list', { name: 'Passkeys' }).getByText('Old laptop').waitFor()
  })

  test('the suggestions of the address field offer the passkey', async () => {
    await window.page.context().clearCookies()
    await answersAlone(true)
    await window.page.goto('/login')
    await isHome()
  })

  test('a passkey opens no account that was switched off; one whose counter went back is refused, and its owner is told', async () => {
    const { page } = window
    const becomes = (status: string) =>
      inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
        tx.run('update users set status = $1', [status]),
      )
    await becomes('disabled')
    await signsOut()
    await asksByButton()
    await page.getByText('This account is switched off.').waitFor()
    await becomes('active')
    await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run('update passkeys set counter = 1000000'),
    )
    await signsOut()
    await asksByButton()
    await page.getByText('This passkey is not valid here.').waitFor()
    const ada = await signedIn()
    const mails = await ada.get('/api/mail-messages?q=refused').answers(200)
    assert.equal(String(mails.items?.[0]?.subject), 'A passkey was refused')
    const { rows } = await inTransaction(
      house.database,
      { role: 'portal_provider', all_companies: true },
      (tx) =>
        tx.run(
          `select 1 from events where type = 'passkey.counter_regressed'
             or type = 'login.failed' and data->>'reason' = 'account_disabled'`,
        ),
    )
    assert.equal(rows.length, 2, 'both are told')
  })

  test('when the days are over, only /enrol is left; after it everything is open', async () => {
    const { page } = window
    await inTransaction(house.database, { role: 'portal_identity' }, async (tx) => {
      await tx.run('delete from totp_devices')
      await tx.run('delete from passkeys')
      await tx.run("update users set second_factor_due_at = now() - interval '1 hour'")
    })
    await signsOut()
    await givesPassword()
    await page.waitForURL(/\/enrol$/)
    await page.goto('/tickets')
    await page.waitForURL(/\/enrol$/)
    await shot('enrol')
    await button('Use an authenticator app').click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    secret = (await page.locator('.mp-secret').innerText()).replaceAll(' ', '')
    await shot('enrol-authenticator')
    await typesCode(code())
    await button('I have kept them').click()
    await isHome()
    await page.goto('/tickets')
    await page.getByRole('heading', { level: 1, name: 'Tickets' }).waitFor()
  })

  test('nothing of this broke the rules of the page', () => {
    const own = window.faults.filter((fault) => !/status of (401|403|422)/.test(fault))
    assert.deepEqual(own, [])
  })
})

async function signedIn(): Promise<Person> {
  const ada = personAt(base, 'Ada', email)
  await ada.post('/api/auth/login', { email, password, recovery_code: codes[1] }).answers(200)
  return ada
}
