import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { openLog } from '../../../platform/log/index.ts'
import { runRetention } from '../../../platform/retention/index.ts'
import { portal } from '../../../test/portal.ts'

test('a file that was sent but never attached is gone after a day, an attached one stays', async () => {
  const { acme, database } = await portal()
  const send = async (name: string) => {
    const form = new FormData()
    form.append('file', new Blob(['some text\n'], { type: 'text/plain' }), name)
    return (await acme.bob.post('/api/tickets/uploads', form).answers(201)).id
  }
  const [forgotten, attached] = [await send('forgotten.txt'), await send('attached.txt')]
  await acme.bob
    .post('/api/tickets', { subject: 'With a file', body: 'See file', upload_ids: [attached] })
    .answers(201)
  await asOwner(database, (client) =>
    client.query(
      "set role portal_owner; update ticket_uploads set created_at = now() - interval '25 hours'; reset role",
    ),
  )

  const log = openLog({ level: 'silent', format: 'json', secrets: [] })
  const { removed } = await runRetention(database, { log })
  assert.equal(removed['tickets.uploads'], 1)

  const left = await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run<{ id: number }>('select id from files where id = any ($1)', [
      [Number(forgotten), Number(attached)],
    ]),
  )
  assert.deepEqual(
    left.rows.map(({ id }) => id),
    [Number(attached)],
  )
})
