import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readable } from './contrast.ts'

test('a colour on which white text can be read is used as it is', () => {
  assert.deepEqual(readable('#000000'), { ratio: 21, used: '#000000', darkened: false })
  assert.equal(readable('#2f5bc4')?.darkened, false)
})

test('a bright colour is darkened until white text on it is at least 4.5:1', () => {
  const yellow = readable('#FFE500')
  assert.ok(yellow && yellow.ratio < 1.5 && yellow.darkened)
  assert.ok((readable(yellow.used)?.ratio ?? 0) >= 4.4)
})

test('what is no colour has no contrast', () => {
  assert.equal(readable('red'), null)
  assert.equal(readable('#12345'), null)
})
