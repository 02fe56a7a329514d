import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { inDirectory } from '../../../test/harness/directory.ts'
import { type Loose, portal } from '../../../test/portal.ts'
import { contactsOf, inHouseScope } from './index.ts'

const names = (list: Loose | undefined) => (list as unknown as Loose[]).map(({ name }) => String(name))

test('contacts are people of the own directory, by kind and in the order given', async () => {
  const { ada, tess, acme, globex, database } = await portal()
  const [fay, gil] = [
    await inDirectory(database, acme.id, 'Fay', { email: 'fay@acme.example', mobile_phone: '+61400000001' }),
    await inDirectory(database, acme.id, 'Gil'),
  ]
  const hal = await inDirectory(database, globex.id, 'Hal')
  const url = `/api/companies/${acme.id}/contacts`
  const { version } = await acme.olive.get(url).answers(200)
  await acme.olive.put(url, { main: [fay] }).answers(428, 'version_required')
  const set = await acme.olive.put(url, { main: [gil, fay], billing: [fay, fay], version }).answers(200)
  assert.deepEqual([names(set.main), names(set.billing), names(set.approver)], [['Gil', 'Fay'], ['Fay'], []])
  assert.equal(Number(set.version), Number(version) + 1)
  await acme.olive.put(url, { main: [], version }).answers(409, 'stale_version')
  const same = await tess.get(url).answers(200)
  assert.deepEqual(names(same.main), ['Gil', 'Fay'])
  const again = await ada
    .put(url, { main: [gil, fay], billing: [fay] }, { headers: { 'if-match': `"${set.version}"` } })
    .answers(200)
  assert.equal(again.version, set.version)

  const foreign = await acme.olive.put(url, { technical: [fay, hal], version: set.version }).answers(422)
  const errors = foreign.errors as unknown as Loose[]
  assert.deepEqual([errors[0]?.field, errors[0]?.code] as unknown[], ['technical.1', 'not_found'])
  const many = Array.from({ length: 21 }, (_, index) => index + 1)
  await acme.olive.put(url, { main: many, version: set.version }).answers(422)

  const bobs = await acme.bob.get(url).answers(200)
  assert.deepEqual(names(bobs.main), ['Gil', 'Fay'])
  assert.ok(!('mobile_phone' in ((bobs.main as unknown as Loose[])[1] ?? {})))
  const { main } = await ada.get(url).answers(200)
  assert.equal((main as unknown as Loose[])[1]?.mobile_phone as unknown, '+61400000001')
  await acme.bob.put(url, { main: [], version: set.version }).answers(403)
  await globex.eve.get(url).answers(404)
  await globex.eve.put(url, { main: [], version: 1 }).answers(404)

  const asked = await inHouseScope(database, { company_id: acme.id }, (scope) =>
    contactsOf(scope, acme.id, 'main'),
  )
  assert.deepEqual(
    asked.map(({ name }) => name),
    ['Gil', 'Fay'],
  )
  await asOwner(database, (client) =>
    client.query('update myportal.staff_members set archived_at = now() where id = $1', [gil]),
  )
  assert.deepEqual(names((await acme.bob.get(url).answers(200)).main), ['Fay'])
})
