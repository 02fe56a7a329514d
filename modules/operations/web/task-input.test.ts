import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Id,
  jsonSchemaOf,
  list,
  nullable,
  optional,
  Text,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { inputFacts, shownOf, typedValue } from './task-input.ts'

const facts = inputFacts(
  jsonSchemaOf(
    z.strictObject({
      older_than_days: z.int().check(z.gte(1), z.lte(90)),
      mode: z.enum(['all', 'changed']),
      dry_run: withDefault(z.boolean(), false),
      note: optional(Text(50)),
      board_id: nullable(Id),
      company_ids: optional(list(Id, 10)),
      mapping: optional(z.record(z.string(), z.string())),
    }),
    'input',
  ),
)
const fact = (name: string) => {
  const found = facts.find((one) => one.name === name)
  assert.ok(found, name)
  return found
}

test('a task that takes something is asked for it in fields, as its schema says', () => {
  const kinds = Object.fromEntries(facts.map(({ name, kind, required }) => [name, `${kind} ${required}`]))
  assert.deepEqual(kinds, {
    older_than_days: 'number true',
    mode: 'select true',
    dry_run: 'checkbox false',
    note: 'text false',
    board_id: 'number false',
    company_ids: 'list false',
    mapping: 'json false',
  })
  const { label, min, max } = fact('older_than_days')
  assert.deepEqual([label, min, max], ['Older than days', 1, 90])
  assert.deepEqual(fact('mode').options, ['all', 'changed'])
  assert.equal(fact('note').max_length, 50)
  assert.deepEqual(inputFacts(jsonSchemaOf(z.object({}), 'input')), [])
})

test('what was typed is sent as what the schema wants, and shown again as it was typed', () => {
  for (const [name, typed, sent] of [
    ['older_than_days', '30', 30],
    ['older_than_days', 'many', 'many'],
    ['older_than_days', ' ', undefined],
    ['company_ids', '3, 4', [3, 4]],
    ['note', 'Hello', 'Hello'],
    ['mapping', '{"a":"b"}', { a: 'b' }],
  ] as const) {
    assert.deepEqual(typedValue(fact(name), typed), sent)
    if (sent !== undefined) assert.equal(shownOf(fact(name), sent), typed)
  }
})
