import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { until } from '../../../test/harness/until.ts'
import { fail2banFile, openSignInLog } from './fail2ban.ts'

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

test('a file that was moved away is begun anew, and one that cannot be written stops no sign-in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-lines-'))
  const [path, old] = [join(folder, 'auth.log'), join(folder, 'auth.log.1')]
  const lost: unknown[] = []
  const write = fail2banFile(path, (error) => lost.push(error))
  write('one')
  write('two')
  await until(() => read(path) === 'one\ntwo\n')
  assert.equal(statSync(path).mode & 0o777 & ~0o640, 0)
  renameSync(path, old)
  write('three')
  await until(() => read(path) === 'three\n')
  assert.equal(read(old), 'one\ntwo\n')

  // As a full disk answers: an error for each line, told and not thrown.
  const nowhere = fail2banFile(folder, (error) => lost.push(error))
  nowhere('four')
  nowhere('five')
  await until(() => lost.length === 2)
  rmSync(folder, { recursive: true })
})

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
