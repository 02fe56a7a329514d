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
