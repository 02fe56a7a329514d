import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasonOf } from './mail-reason.ts'
import de from './messages.mail.de.ts'
import en from './messages.mail.en.ts'

test('why a mail did not arrive is said in words, with the number of the mail server', () => {
  const said = {
    smtp_550: 'mailbox_refused',
    smtp_552: 'mailbox_full',
    smtp_451: 'server_busy',
    smtp_599: 'mail_refused',
    econnection: 'unreachable',
    expired: 'expired',
    no_longer_allowed: 'no_longer_allowed',
    preference: 'preference',
    bounced: 'bounced',
  }
  for (const [code, word] of Object.entries(said)) {
    assert.equal(reasonOf(code).word, word)
    assert.ok(Object.hasOwn(en, `ticket.mail.why.${word}`), word)
    assert.ok(Object.hasOwn(de, `ticket.mail.why.${word}`), word)
  }
  assert.equal(reasonOf('smtp_550').number, '550')
  assert.equal(reasonOf('expired').number, undefined)
})
