import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Loose, type Person, personAt } from '../../../test/harness/person.ts'
import { emptyPortal, password, portal } from '../../../test/portal.ts'
import de from '../web/messages.de.ts'
import en from '../web/messages.en.ts'
import { accountEventTypes } from './account-event-types.ts'
import { type Letter, languageOf } from './letter.ts'
import * as notices from './notice.mail.ts'
import * as letters from './people.mail.ts'

const linksOf = (parts: readonly string[]) => parts.join('\n').match(/https:\S+/g) ?? []

async function subjectsTo(ada: Person, email: string): Promise<string[]> {
  const { items } = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  return (items as unknown as Loose[]).map(({ subject }) => String(subject))
}

test('every line of the sign-in history has words in both languages', () => {
  const wordless = (texts: object) => accountEventTypes().filter((type) => !(`event.${type}` in texts))
  assert.deepEqual([wordless(en), wordless(de)], [[], []])
})

describe('mails of sign-in', () => {
  test('say the same in both languages, with the same links', () => {
    const link = 'https://portal.example/x#token=1'
    const key = { description: 'Backup', preview: 'mpk_1234', link, ip: '192.0.2.1' }
    const at = '2026-12-01T00:00:00Z'
    const all: Letter[] = [
      letters.verifyMail(link, link),
      letters.knownMail(link, link),
      letters.unsuitableMail(),
      letters.resetMail(link),
      letters.emailChangeMail(link),
      letters.magicLinkMail(link),
      letters.welcomeMail(link, null),
      letters.invitationMail({
        company_name: 'Acme',
        inviter_name: 'Ada',
        message: 'Hi',
        link,
        is_new: true,
      }),
      letters.erasureMail(link, at),
      notices.passwordChangedMail(link),
      notices.emailAskedMail(link),
      notices.emailChangedMail(),
      notices.newDeviceMail(null, '', link),
      notices.blockedMail('192.0.2.1', link, 'k'),
      notices.unlockedMail(link),
      notices.disabledMail(),
      notices.enabledMail(link),
      notices.impersonatedMail(null, 'To help'),
      notices.keyMadeMail(key),
      notices.keyEndsMail({ ...key, expires_at: at, once_key: 'k' }),
      notices.exportReadyMail(link),
    ]
    for (const { purpose, en, de } of all) {
      assert.equal(en.length, de.length, purpose)
      assert.deepEqual(linksOf(en), linksOf(de), purpose)
      assert.notEqual(en[0], de[0], purpose)
    }
  })

  test('are in the language of the person, else of the portal', () => {
    assert.equal(languageOf('de-AT', 'en-GB'), 'de')
    assert.equal(languageOf('en-US', 'de-DE'), 'en')
    assert.equal(languageOf('fr-FR', 'de-DE'), 'en')
    assert.equal(languageOf(null, 'de-DE'), 'de')
    assert.equal(languageOf('del', 'en-GB'), 'en')
  })

  test('reach people in German who chose it, and others in English', async () => {
    const { ada, member, acme } = await portal()
    const [gerda, emma] = [await member(acme.id, 'Gerda', 'Owner'), await member(acme.id, 'Emma', 'Member')]
    await gerda.patch('/api/me', { locale: 'de-AT' }).answers(200)
    for (const person of [gerda, emma])
      await person.post('/api/auth/password/forgot', { email: person.email }).answers(202)
    assert.equal((await subjectsTo(ada, gerda.email))[0], 'Wählen Sie ein neues Passwort')
    assert.equal((await subjectsTo(ada, emma.email))[0], 'Choose a new password')
    await gerda.post('/api/auth/recovery-codes').answers(409)
    await gerda.post('/api/api-keys', { description: 'Sicherung', scopes: ['account.read'] }).answers(201)
    assert.equal((await subjectsTo(ada, gerda.email))[0], 'Für Ihr Konto wurde ein API-Schlüssel angelegt')
  })

  test('tell of an account that was switched off, on, and whose pause was ended', async () => {
    const { ada, member, acme } = await portal()
    const pam = await member(acme.id, 'Pam', 'Member')
    const path = `/api/users/${pam.user_id}`
    await ada.post(`${path}/disable`, { reason: 'Left' }).answers(200)
    await ada.post(`${path}/enable`, {}).answers(200)
    await ada.post(`${path}/unlock`).answers(204)
    assert.deepEqual((await subjectsTo(ada, pam.email)).slice(0, 3), [
      'You can sign in again',
      'Your account was switched on',
      'Your account was switched off',
    ])
  })

  test('follow the portal’s language where nobody chose one', async (t) => {
    const { base, close } = await emptyPortal({ DEFAULT_LOCALE: 'de-DE' })
    t.after(close)
    const ada = personAt(base, 'Ada', 'ada@provider.example')
    const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
    await ada.post('/api/auth/register', { ...person, password }).answers(201)
    await ada.post('/api/users', { email: 'neu@people.example', first_name: 'Neu' }).answers(201)
    assert.deepEqual(await subjectsTo(ada, 'neu@people.example'), ['Ihr Konto im Portal'])
    const other = { email: 'self@people.example', first_name: 'Self', locale: 'en-US' }
    await personAt(base)
      .post('/api/auth/register', { ...other, password: 'violet harbour 19' })
      .answers(202)
    assert.deepEqual(await subjectsTo(ada, 'self@people.example'), ['Confirm your e-mail address'])
  })
})
