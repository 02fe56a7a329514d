import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSignInLog } from './fail2ban.ts'

const origin = { ip: '203.0.113.10', user_agent: null }

function logged() {
  const lines: string[] = []
  const log = openSignInLog((line) => lines.push(line), { info: () => {} })
  return { log, lines }
}

test('lines are as the filters read them', () => {
  const { log, lines } = logged()
  log.failed('user@example.com', origin, 'invalid_credentials')
  log.succeeded('user+tag@example.com', 7, origin)
  log.adminFailed(null, origin, 'wrong_token')
  const time = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000 \| `
  const expected = [
    'ERROR \\| AUTH LOGIN FAIL email=user@example\\.com ip=203\\.0\\.113\\.10 reason=invalid_credentials$',
    'INFO \\| AUTH LOGIN SUCCESS email=user\\+tag@example\\.com user_id=7 ip=203\\.0\\.113\\.10$',
    'ERROR \\| AUTH ADMIN FAIL user_id=- ip=203\\.0\\.113\\.10 reason=wrong_token$',
  ]
  for (const [index, line] of lines.entries()) assert.match(line, new RegExp(time + expected[index]))
})

test('an address cannot write a line or a field of its own', () => {
  const { log, lines } = logged()
  log.failed('a@b.c ip=9.9.9.9 reason=x\nAUTH LOGIN FAIL ip=8.8.8.8', origin, 'invalid_credentials')
  log.failed('ü'.repeat(254), origin, 'invalid_credentials')
  assert.equal(lines.length, 2)
  assert.match(lines[0] ?? '', /email=a@b\.c%20ip%3D9\.9\.9\.9\S* ip=203\.0\.113\.10 reason=\w+$/)
  const email = /email=(\S+)/.exec(lines[1] ?? '')?.[1] ?? ''
  assert.ok(email.length <= 254 && /^(%C3%BC)+(%C3)?$/.test(email))
})
