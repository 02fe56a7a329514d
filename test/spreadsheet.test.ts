import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { portal } from './portal.ts'

/** What people type into names, and a spreadsheet would run. */
const hostile = [
  '=1+1',
  '=HYPERLINK("http://evil.example","Click")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1+1',
  '@SUM(1;1)',
  '=1+1;","=2+2',
  '"=1+1"',
]

const office = ['soffice', 'libreoffice'].find((name) => spawnSync(name, ['--version']).status === 0)

/** The file as a spreadsheet reads it: flat XML, in which each formula is an attribute. */
async function opened(folder: string, name: string, text: string): Promise<string> {
  writeFileSync(join(folder, `${name}.csv`), text)
  const profile = `-env:UserInstallation=file://${join(folder, 'profile')}`
  const flags = ['--headless', '--infilter=CSV:44,34,76', '--convert-to', 'fods', '--outdir', folder]
  await promisify(execFile)(office ?? '', [profile, ...flags, join(folder, `${name}.csv`)], {
    timeout: 60_000,
  })
  return readFileSync(join(folder, `${name}.fods`), 'utf8')
}

test('an export opens in a spreadsheet without a formula', {
  skip: !office && 'no spreadsheet here',
}, async () => {
  const { ada, acme } = await portal()
  for (const text of hostile)
    await ada
      .post('/api/staff-members', {
        company_id: acme.id,
        first_name: text,
        job_title: text,
        department: text,
      })
      .answers(201)
  const staff = await acme.olive.get('/api/staff-members.csv')
  const audit = await acme.olive.get('/api/audit-logs/export?format=csv')
  const folder = mkdtempSync(join(tmpdir(), 'myportal-spreadsheet-'))
  try {
    assert.match(await opened(folder, 'control', 'a\r\n=1+1\r\n'), /table:formula/)
    for (const [name, { text }] of Object.entries({ staff, audit })) {
      const sheet = await opened(folder, name, text)
      assert.doesNotMatch(sheet, /table:formula/, name)
      assert.match(sheet, /HYPERLINK|Person added/, `${name} is there`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
