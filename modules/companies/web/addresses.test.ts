import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressesIn } from './addresses.ts'

test('addresses are found however people paste them', () => {
  const pasted = 'Bob Ray <bob@acme.example>; olive@acme.example,\n  eve@globex.example.'
  assert.deepEqual(addressesIn(pasted), ['bob@acme.example', 'olive@acme.example', 'eve@globex.example'])
})

test('an address that stands there twice is invited once', () => {
  assert.deepEqual(addressesIn('bob@acme.example BOB@acme.example'), ['BOB@acme.example'])
})

test('words without an address invite nobody', () => {
  assert.deepEqual(addressesIn('Bob and Olive'), [])
})
