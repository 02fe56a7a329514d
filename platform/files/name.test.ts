import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cleanName } from './name.ts'

test('a name becomes one harmless part of a path', () => {
  const cases: [string | undefined, string][] = [
    [undefined, 'document'],
    ['', 'document'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\bob\\plan.pdf', 'plan.pdf'],
    ['...', 'document'],
    ['.htaccess', 'htaccess'],
    ['a<b>:"c|?*.txt', 'a_b___c___.txt'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['gpj.\u202eexe', 'gpj.exe'],
    ['zero\u200bwidth\u0000\u0007.txt', 'zerowidth.txt'],
    ['u\u0308.txt', 'ü.txt'],
    ['trailing. . ', 'trailing'],
    [`${'x'.repeat(300)}.docx`, `${'x'.repeat(145)}.docx`],
    ['\ud800.txt', '\ufffd.txt'],
  ]
  for (const [given, name] of cases) assert.equal(cleanName(given), name)
  assert.ok([...cleanName('😀'.repeat(300))].length <= 150)
})
