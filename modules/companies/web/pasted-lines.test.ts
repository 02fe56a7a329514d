import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPasted } from './pasted-lines.ts'

test('a pasted list is ids and names, each once', () => {
  const { company_ids, names } = readPasted('Acme\r\n 12 \n#13\nAcme\n\nBeta; 4 Seasons\t12')
  assert.deepEqual(company_ids, [12, 13])
  assert.deepEqual(names, ['Acme', 'Beta', '4 Seasons'])
})
