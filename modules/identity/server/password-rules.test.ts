import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reasonsAgainst } from './password-rules.ts'

const ada = { email: 'ada.lovelace@provider.example', names: ['Ada', 'Lovelace', 'Analytical Engines'] }

test('length counts characters, not bytes', () => {
  assert.deepEqual(reasonsAgainst('elevenchars', ada), ['too_short'])
  assert.deepEqual(reasonsAgainst('žluťoučký kůň', ada), [])
  assert.deepEqual(reasonsAgainst('🐎🔋🖇️🦄', ada), ['too_short'])
})

test('what is guessed first is refused, in disguise too', () => {
  for (const common of [
    'password1234',
    'P@ssw0rd2024',
    'Qwertyuiop123',
    'abcdefghijklmn',
    '987654321098',
    '1q2w3e4r5t6y',
  ])
    assert.deepEqual(reasonsAgainst(common, {}), ['common'], common)
  for (const dull of ['aaaaaaaaaaaa', 'xy7xy7xy7xy7'])
    assert.deepEqual(reasonsAgainst(dull, {}), ['repetitive'], dull)
})

test('a word with a few numbers or signs about it is guessed first; with more than that, or beside others, it is not', () => {
  for (const dressed of [
    'Summer2024!!',
    'Welcome1!',
    '1monkey123',
    'P@ssw0rd1',
    'Sommer2026',
    '!!Liverpool99',
  ])
    assert.deepEqual(reasonsAgainst(dressed, {}, 8), ['common'], dressed)
  // Number 99,996 of the 100,000 that are chosen most.
  assert.deepEqual(reasonsAgainst('07021954', {}, 8), ['common'])
  for (const fine of ['summer 4829-7713', 'summerhouse82', 'monkeys eat 3 pears'])
    assert.deepEqual(reasonsAgainst(fine, {}, 8), [], fine)
})

test('a password made of the person is refused unless enough else is left', () => {
  assert.deepEqual(reasonsAgainst('AdaLovelace1843', ada), ['personal'])
  assert.deepEqual(reasonsAgainst('analytical-2026!', ada), ['personal'])
  assert.deepEqual(reasonsAgainst('MyPortal-2026', ada), ['common', 'personal'])
  assert.deepEqual(reasonsAgainst('ada rides a wooden horse', ada), [])
})
