import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { portal } from '../../../test/portal.ts'
import { declareNotificationType } from './catalogue.ts'

const crowd: number[] = []

declareNotificationType({
  event_type: 'test.crowd',
  label: 'For a crowd',
  description: '',
  group: 'system',
  caused_by: ['branding.updated'],
  about: async () => ({
    people: crowd.map((user_id) => ({ user_id })),
    company_id: null,
    message: 'The look of the portal has changed',
  }),
})

test('a crowd is told in batches, everybody once, and the person who did it not at all', async () => {
  const { ada, database, portal: opened } = await portal()
  const rows = await asOwner(database, async (client) => {
    await client.query('set role portal_owner')
    const made = await client.query<{ id: number }>(
      `insert into users (email, email_key) select 'c' || i || '@x.example', 'c' || i || '@x.example'
       from generate_series(1, 1203) i returning id`,
    )
    await client.query('reset role')
    return made.rows
  })
  crowd.push(ada.user_id, ...rows.map(({ id }) => Number(id)))
  await ada.patch('/api/branding', { name: 'Our portal' }).answers(200)
  await opened.background.idle()
  const { rows: counts } = await asOwner(database, (client) =>
    client.query(
      `select count(*)::int as rows, count(distinct user_id)::int as people, bool_or(user_id = $1) as doer
       from myportal.notifications where event_type = 'test.crowd'`,
      [ada.user_id],
    ),
  )
  assert.deepEqual(counts, [{ rows: 1203, people: 1203, doer: false }])
})
