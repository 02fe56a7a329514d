import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linksIn, piecesOf } from './links.ts'

test('links are found in a text, without the full stop behind them', () => {
  const text = 'Open https://portal.example/invitation#token=a-b_C, or see (http://portal.example/help).'
  assert.deepEqual(linksIn(text), [
    'https://portal.example/invitation#token=a-b_C',
    'http://portal.example/help',
  ])
})

test('the pieces put together are the text', () => {
  const text = 'Hello,\n\nhttps://portal.example/a\n\nBye'
  assert.equal(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(''),
    text,
  )
})

test('only http links become links', () => {
  assert.deepEqual(linksIn('javascript:alert(1) data:text/html,x ftp://portal.example'), [])
})
