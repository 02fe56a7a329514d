import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fill } from './icu.ts'

test('variables are put in, and a missing one shows its name', () => {
  assert.equal(fill('Hello {name}, {other}', { name: 'Ada' }, 'en'), 'Hello Ada, {other}')
})

test('numbers follow the language', () => {
  assert.equal(fill('{n} rows', { n: 1284 }, 'de'), '1.284 rows')
})

test('plurals take the exact case first, then the word of the language', () => {
  const message = '{n, plural, =0 {nothing} one {# reply} other {# replies}} for {name}'
  assert.equal(fill(message, { n: 0, name: 'Bob' }, 'en'), 'nothing for Bob')
  assert.equal(fill(message, { n: 1, name: 'Bob' }, 'en'), '1 reply for Bob')
  assert.equal(fill(message, { n: 12, name: 'Bob' }, 'en'), '12 replies for Bob')
})

test('a choice may hold variables, and unknown values take other', () => {
  const message = '{side, select, staff {{name} answered} other {Somebody wrote}}.'
  assert.equal(fill(message, { side: 'staff', name: 'Tess' }, 'en'), 'Tess answered.')
  assert.equal(fill(message, { side: 'robot' }, 'en'), 'Somebody wrote.')
})

test('braces can be written', () => {
  assert.equal(fill("a '{'b'}' c", {}, 'en'), 'a {b} c')
})
