import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestDue, quietUntil } from './timing.ts'

const usual = {
  time_zone: 'Europe/Berlin',
  digest: 'daily' as const,
  digest_time: '08:00:00',
  digest_weekday: 1,
  quiet_from: '22:00:00' as string | null,
  quiet_to: '07:00:00' as string | null,
  quiet_days: [1, 2, 3, 4, 5, 6, 7],
}
const at = (text: string) => new Date(text)
const iso = (date: Date | null) => date?.toISOString() ?? null

test('quiet hours end at 07:00 local, also in the nights of a clock change', () => {
  assert.equal(iso(quietUntil(usual, at('2027-03-27T22:30:00Z'), 'email')), '2027-03-28T05:00:00.000Z')
  assert.equal(iso(quietUntil(usual, at('2027-10-30T22:30:00Z'), 'email')), '2027-10-31T06:00:00.000Z')
  assert.equal(quietUntil(usual, at('2027-03-28T05:00:00Z'), 'email'), null)
  assert.equal(quietUntil(usual, at('2027-03-27T20:59:00Z'), 'email'), null)
})

test('quiet hours count for the day on which they began', () => {
  const friday = { ...usual, quiet_days: [5] }
  assert.ok(quietUntil(friday, at('2027-01-08T22:30:00Z'), 'email'))
  assert.ok(quietUntil(friday, at('2027-01-09T04:00:00Z'), 'email'))
  assert.equal(quietUntil(friday, at('2027-01-09T22:30:00Z'), 'email'), null)
  assert.equal(quietUntil({ ...usual, quiet_days: [] }, at('2027-01-08T22:30:00Z'), 'email'), null)
})

test('SMS is held at night unless the person says otherwise', () => {
  const none = { ...usual, quiet_from: null, quiet_to: null }
  assert.equal(iso(quietUntil(none, at('2027-01-08T21:30:00Z'), 'sms')), '2027-01-09T07:00:00.000Z')
  assert.equal(quietUntil(none, at('2027-01-08T21:30:00Z'), 'email'), null)
})

test('a digest goes at the local time, daily, weekly or hourly', () => {
  const sydney = { ...usual, time_zone: 'Australia/Sydney' }
  assert.equal(iso(digestDue(sydney, at('2027-01-08T21:30:00Z'))), '2027-01-09T21:00:00.000Z')
  assert.equal(
    iso(digestDue({ ...sydney, digest: 'weekly' }, at('2027-01-08T21:30:00Z'))),
    '2027-01-10T21:00:00.000Z',
  )
  assert.equal(
    iso(digestDue({ ...sydney, digest: 'hourly' }, at('2027-01-08T21:30:00Z'))),
    '2027-01-08T22:00:00.000Z',
  )
  assert.equal(digestDue({ ...sydney, digest: 'off' }, at('2027-01-08T21:30:00Z')), null)
})
