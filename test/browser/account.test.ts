import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { CDPSession } from 'playwright-core'
import { eraseDue } from '../../modules/identity/server/erasure.service.ts'
import { foundationOf } from '../../modules/identity/server/foundation.ts'
import { inTransaction } from '../../platform/database/index.ts'
import { codeOf } from '../harness/authenticator.ts'
import { unpacked } from '../harness/copy.ts'
import { freePort } from '../harness/machine.ts'
import { personAt } from '../harness/person.ts'
import { emptyPortal, invitationToken, password } from '../portal.ts'
import { windowAt } from './browser.ts'
import { registersFirst } from './first-day.ts'

/** An account from its first day to its last, as a stranger lives it in the browser. */
const shots = new URL('../../.cache/screenshots/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const run = promisify(execFile)
const email = 'sam@stranger.example'
let house: Awaited<ReturnType<typeof emptyPortal>>
let base = ''
let window: Awaited<ReturnType<typeof windowAt>>
let phone: { cdp: CDPSession; id: string }
let secret = ''
let codes: string[] = []

before(async () => {
  const port = await freePort()
  base = `http://localhost:${port}`
  house = await emptyPortal({ PORT: String(port), PORTAL_URL: base, HOST: 'localhost' })
  window = await windowAt(base)
  phone = await bought()
})
after(() => house.close())

/** A virtual authenticator that holds passkeys (WebDriver of WebAuthn, through CDP). */
async function bought() {
  const cdp = await window.context.newCDPSession(window.page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id }
}

const shot = (name: string) => window.page.screenshot({ path: `${shots}account-${name}.png`, fullPage: true })
const button = (name: string | RegExp) => window.page.getByRole('button', { name, exact: true })

async function signsOut(): Promise<void> {
  await window.page.goto('/logout')
  await button('Log out').click()
  await window.page.waitForURL(/\/login/)
}

async function givesPassword(): Promise<void> {
  await window.page.getByLabel('E-mail address').fill(email)
  await window.page.getByRole('textbox', { name: 'Password' }).fill(password)
  await button('Sign in').click()
}

/** As a program would: no cookie, no browser. */
async function curl(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run('curl', ['-sS', '--fail-with-body', ...args])
  return JSON.parse(stdout)
}

describe('a stranger', () => {
  test('registers', async () => {
    const { page } = window
    await registersFirst(page, { first: 'Sam', last: 'Stranger', email, company: 'Stranger IT' })
    await page.goto('/')
    await page.getByText('Your account needs a second factor: 7 days left.').waitFor()
    for (const elsewhere of ['/%09/evil.example', '//evil.example', '/%5Cevil.example', '/login?next=/x']) {
      await page.goto(`/login?next=${elsewhere}`)
      await page.waitForURL(`${base}/`)
    }
    await page.goto('/login?next=/account')
    await page.waitForURL(`${base}/account`)
    await page.goto('/admin/users')
    await page.getByRole('row', { name: /Sam Stranger/ }).waitFor()
    for (const key of ['/', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
    await page.getByRole('heading', { name: 'Sam Stranger', level: 1 }).waitFor()
  })

  test('turns on an authenticator, with the secret of its QR code, and keeps the recovery codes', async () => {
    const { page } = window
    await page.goto('/account/security')
    await button('Add authenticator').click()
    await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor()
    secret = (await page.locator('.mp-secret').innerText()).replaceAll(' ', '')
    await page.getByLabel('Digit 1').click()
    await page.keyboard.type(codeOf(secret))
    await button('I have kept them').waitFor()
    codes = await page.locator('.mp-codes li').allInnerTexts()
    await button('I have kept them').click()
    await page.getByText('10 of them are left.').waitFor()
  })

  test('adds a passkey, and signs in with nothing else', async () => {
    const { page } = window
    await button('Add passkey').click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Phone')
    await button('Make passkey').click()
    await page.getByRole('list', { name: 'Passkeys' }).getByText('Phone').waitFor()
    await shot('factors')
    await signsOut()
    await page.waitForURL(`${base}/`)
  })

  test('loses the phone, and comes back with a recovery code', async () => {
    const { page } = window
    await phone.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: phone.id })
    await signsOut()
    await givesPassword()
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await button('Use a recovery code').click()
    await page.getByLabel('Recovery code').fill(codes[0]?.toLowerCase().replaceAll('-', ' ') ?? '')
    await button('Sign in').click()
    await page.waitForURL(`${base}/`)
    await page.goto('/account/security')
    await page.getByText('9 of them are left.').waitFor()
    await button('Remove Phone').click()
    await button('Remove').click()
    await page.getByRole('list', { name: 'Passkeys' }).waitFor({ state: 'detached' })
  })

  test('sees a session elsewhere and ends it', async () => {
    const { page } = window
    const elsewhere = personAt(base, 'Sam elsewhere', email)
    const login = { email, password, recovery_code: codes[1], device_name: 'Tablet' }
    await elsewhere.post('/api/auth/login', login).answers(200)
    await elsewhere.get('/api/me').answers(200)
    await page.goto('/account/security')
    await page.getByText('Tablet').waitFor()
    await shot('sessions')
    await button('End all others').click()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await button('End all others').waitFor({ state: 'detached' })
    await elsewhere.get('/api/me').answers(401)
    await page.getByText('This one').waitFor()
  })

  test('makes an API key, and uses it with curl', async () => {
    const { page } = window
    await page.goto('/account/api-keys')
    await button('New API key').first().click()
    await page.getByLabel('What it is for').fill('Nightly report')
    await page.getByRole('checkbox', { name: 'account.read' }).check()
    await shot('new-key')
    await page.getByRole('dialog').getByRole('button', { name: 'New API key' }).click()
    const key = await page.locator('.mp-secret').innerText()
    assert.match(key, /^mpk_[0-9A-Za-z]{60}$/)
    const me = await curl('-H', `Authorization: Bearer ${key}`, `${base}/api/me`)
    assert.equal(me.email, email)
    await assert.rejects(curl('-H', `X-API-Key: ${key}`, `${base}/api/tickets`), /403|scope_missing/)
    await button('I have copied it').click()
    await button('Actions for Nightly report').click()
    await page.getByRole('menuitem', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('The key was revoked').waitFor()
    await assert.rejects(curl('-H', `Authorization: Bearer ${key}`, `${base}/api/me`), /401|invalid_api_key/)
  })

  test('makes a machine client, whose token a stranger to the portal verifies', async () => {
    const { page } = window
    await page.goto('/admin/machine-clients')
    await button('New machine client').first().click()
    await page.getByRole('dialog').getByLabel('Name').fill('Backup robot')
    await page.getByRole('dialog').getByLabel('Meant for').fill('https://backup.example')
    await page.getByRole('dialog').getByRole('button', { name: 'New machine client' }).click()
    await button('I have copied it').waitFor()
    const [id = '', given = ''] = await page.locator('.mp-secret').allInnerTexts()
    await button('I have copied it').click()
    await page.getByRole('heading', { level: 1, name: 'Backup robot' }).waitFor()
    await shot('machine-client')
    const form = ['-d', 'grant_type=client_credentials', '-d', 'audience=https://backup.example']
    const answer = await curl('-u', `${id}:${given}`, ...form, `${base}/auth/token`)
    const metadata = await curl(`${base}/.well-known/oauth-authorization-server`)
    const keys = createRemoteJWKSet(new URL(String(metadata.jwks_uri)))
    const { payload, protectedHeader } = await jwtVerify(String(answer.access_token), keys, {
      issuer: String(metadata.issuer),
      audience: 'https://backup.example',
      typ: 'at+jwt',
    })
    assert.equal(payload.sub, id)
    assert.equal(protectedHeader.alg, 'ES256')
  })

  test('takes a copy of everything along', async () => {
    const { page } = window
    await page.goto('/account/privacy')
    await button('Ask for a copy').click()
    const download = button('Download')
    await download.waitFor()
    await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run("update sessions set confirmed_at = now() - interval '11 minutes'"),
    )
    const file = page.waitForEvent('download')
    await download.click()
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor()
    await shot('confirm')
    await page.getByRole('dialog').getByLabel('Digit 1').click()
    await page.keyboard.type(codeOf(secret, 1))
    const chunks: Buffer[] = []
    for await (const chunk of await (await file).createReadStream()) chunks.push(chunk as Buffer)
    const { names, data } = await unpacked(Buffer.concat(chunks))
    assert.deepEqual(names, ['readme.txt', 'data.json'])
    assert.deepEqual(
      (data.users as { email: string }[]).map((one) => one.email),
      [email],
    )
    assert.equal(data.totp_devices?.length, 1)
    await shot('privacy')
  })

  test('leaves, is signed out at once, and is gone when the days are over', async () => {
    const { page } = window
    const hands = personAt(base, 'Sam', email)
    await hands.post('/api/auth/login', { email, password, recovery_code: codes[2] }).answers(200)
    const roles = await hands.get('/api/roles?kind=provider').answers(200)
    const manager = (roles.items as unknown as { id: number; name: string }[]).find(
      ({ name }) => name === 'Manager',
    )
    const { company } = await hands.get('/api/auth/session').answers(200)
    const invited = { email: 'heir@stranger.example', role_id: manager?.id }
    await hands.post(`/api/companies/${company?.id}/memberships`, invited).answers(201)
    const token = await invitationToken(hands, invited.email)
    const { user } = await personAt(base)
      .post('/api/auth/invitations/accept', { token, password, first_name: 'Heir' })
      .answers(201)
    await hands.put(`/api/users/${user?.id}/super-admin`, { is_super_admin: true }).answers(200)

    await page.goto('/account/privacy')
    await button('Erase my account').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill(email)
    await shot('leaving')
    await dialog.getByRole('button', { name: 'Erase my account' }).click()
    await page.getByText('Your account is erased in seven days').waitFor()
    await hands.get('/api/me').answers(401)
    await givesPassword()
    await page.getByRole('alert').waitFor()
    await shot('gone')

    await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run("update users set erase_after = now() where status = 'erasing'"),
    )
    await eraseDue(foundationOf(house.database))
    const { rows } = await inTransaction(house.database, { role: 'portal_identity' }, (tx) =>
      tx.run<{ text: string }>('select to_jsonb(u)::text as text from users u order by id limit 1'),
    )
    assert.match(rows[0]?.text ?? '', /erased-\d+@erased\.invalid/)
    assert.doesNotMatch(rows[0]?.text ?? '', /Sam|Stranger|argon2/)
  })

  test('nothing of this broke the rules of the page', () => {
    const own = window.faults.filter((fault) => !/status of (401|403|404|422)/.test(fault))
    assert.deepEqual(own, [])
  })
})
