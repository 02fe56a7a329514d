import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerSearch } from '../../../platform/search/index.ts'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

registerSearch({
  kind: 'hanging',
  may: ({ is_super_admin }) => is_super_admin,
  find: async (scope) => {
    // The embedded database cannot end a statement: there it fails at once.
    await scope.tx.run(scope.tx.database.kind === 'embedded' ? 'select 1 / 0' : 'select pg_sleep(60)')
    return []
  },
})

const search = async (person: Person, q: string, more = '') =>
  (await person.get(`/api/search?q=${encodeURIComponent(q)}${more}`).answers(200)) as unknown as {
    groups: { kind: string; items: Loose[] }[]
    incomplete: string[]
  }

test('the search over the whole portal finds what the caller may see, and nothing of another company', async () => {
  const { acme, globex, tess, visitor, portal: house } = await portal()
  const opened = await acme.bob.post('/api/tickets', { subject: 'Axolotl asleep', body: 'x' }).answers(201)
  await house.background.idle()
  const mine = await search(acme.bob, 'axolotl')
  assert.deepEqual(mine.groups, [
    {
      kind: 'tickets',
      items: [
        {
          title: `${opened.number} Axolotl asleep`,
          subtitle: null,
          path: `/tickets/${opened.number}`,
          badge: 'Open',
        },
      ],
    },
  ])
  const [atDesk] = (await search(tess, String(opened.number))).groups
  assert.match(String(atDesk?.items[0]?.subtitle), /^Acme/)
  assert.deepEqual((await search(globex.eve, 'axolotl')).groups, [])
  await visitor.get('/api/search?q=axolotl').answers(401)
  await acme.bob.get('/api/search?q=a').answers(422)
  await acme.bob.get('/api/search?q=axolotl&kinds=secrets').answers(422)
})

test('companies and people are found by whom their lists show them to, five of a kind at most', async () => {
  const { acme, globex, ada, tess, member, reg } = await portal()
  await ada
    .patch(`/api/companies/${acme.id}`, { version: 1, name: `Quetzal ${acme.id}`, syncro_id: `sy${acme.id}` })
    .answers(200)
  const adds = (by: Person, fields: object) => by.post('/api/staff-members', fields).answers(201)
  const [zora] = await Promise.all([
    adds(acme.olive, {
      first_name: 'Zora',
      last_name: 'Numbat',
      job_title: 'Buyer',
      mobile_phone: '+61412000777',
    }),
    adds(globex.eve, { first_name: 'Zeno', last_name: 'Numbat' }),
  ])
  const company = { title: `Quetzal ${acme.id}`, subtitle: null, path: `/companies/${acme.id}`, badge: null }
  for (const q of ['quetz', `sy${acme.id}`])
    assert.deepEqual((await search(tess, q)).groups, [{ kind: 'companies', items: [company] }])
  const hit = { title: 'Zora Numbat', path: `/staff/${zora.id}`, badge: null }
  for (const q of ['zora numb', '0412 000 777'])
    assert.deepEqual((await search(tess, q, '&kinds=staff')).groups, [
      { kind: 'staff', items: [{ ...hit, subtitle: company.title }] },
    ])
  assert.deepEqual((await search(acme.olive, 'numbat')).groups, [
    { kind: 'staff', items: [{ ...hit, subtitle: 'Buyer' }] },
  ])
  assert.deepEqual((await search(acme.bob, 'numbat')).groups, [], 'who may not read the directory')

  await member(acme.id, 'Ocelot', 'Member')
  assert.deepEqual(
    (await search(acme.olive, 'ocelot')).groups.map(({ kind, items }) => [
      kind,
      items[0]?.title,
      items[0]?.path,
    ]),
    [['members', 'Ocelot Test', '/company/members?q=Ocelot%20Test']],
  )
  for (const q of ['quetzal', `sy${acme.id}`, 'zora', 'ocelot', '0412 000 777']) {
    assert.deepEqual((await search(globex.eve, q)).groups, [], q)
    assert.deepEqual((await search(reg, q)).groups, [], q)
  }
  for (let n = 0; n < 6; n++) await adds(acme.olive, { first_name: `N${n}`, last_name: 'Many' })
  assert.equal((await search(acme.olive, 'many', '&limit=8')).groups[0]?.items.length, 5)
})

test('a kind that hangs is named, and the others are there in time', async () => {
  const { acme, ada, portal: house } = await portal()
  await acme.bob.post('/api/tickets', { subject: 'Capybara loose', body: 'x' }).answers(201)
  await house.background.idle()
  const started = performance.now()
  const found = await search(ada, 'capybara')
  assert.ok(performance.now() - started < 9_000)
  assert.deepEqual(found.incomplete, ['hanging'])
  assert.deepEqual(
    found.groups.map(({ kind }) => kind),
    ['tickets'],
  )
})
