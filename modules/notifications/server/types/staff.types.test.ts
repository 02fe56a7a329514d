import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, type Database } from '../../../../platform/database/index.ts'
import { type Loose, type Person, portal } from '../../../../test/portal.ts'
import { leavingSoon } from '../../../companies/server/leaving-soon.ts'
import { offboardDue } from '../../../companies/server/offboard-due.ts'

const path = '/api/staff-members'

async function told(by: Person): Promise<string[]> {
  const page = await by.get('/api/notifications?limit=200').answers(200)
  return (page.items as unknown as Loose[])
    .filter(({ event_type }) => String(event_type).startsWith('company.staff_'))
    .map(({ event_type }) => String(event_type).slice('company.staff_'.length))
}

const change = (database: Database, text: string) => asOwner(database, (client) => client.query(text))

test('approvers hear of a request, who asked hears what became of it, and nobody else', async () => {
  const { ada, tess, acme, globex, portal: opened } = await portal()
  const made = await ada.post(path, { company_id: acme.id, first_name: 'Leo' }).answers(201)
  const action = `${path}/${made.id}/account-action`
  await acme.bob.post(action, { to: 'offboard_requested' }).answers(200)
  await opened.background.idle()
  assert.deepEqual([await told(acme.olive), await told(acme.bob)], [['requested'], []])
  await acme.olive.post(action, { to: 'none', note: 'Stays' }).answers(200)
  await opened.background.idle()
  assert.deepEqual([await told(acme.olive), await told(acme.bob)], [['requested'], ['decided']])
  assert.deepEqual([await told(globex.eve), await told(tess)], [[], []])
})

test('who carries it out hears of a leaving a day before, once, and when it keeps failing', async () => {
  const { ada, tess, acme, database, portal: opened } = await portal()
  const made = await ada.post(path, { company_id: acme.id, first_name: 'Leo' }).answers(201)
  const action = `${path}/${made.id}/account-action`
  await acme.olive.post(action, { to: 'offboard_requested' }).answers(200)
  await acme.olive.post(action, { to: 'offboard_approved' }).answers(200)
  await tess.post(action, { to: 'offboard_scheduled', offboard_at: '2099-01-15T17:00' }).answers(200)
  assert.deepEqual(await leavingSoon(database), { announced: 0 })
  const at = (when: string) =>
    change(database, `update myportal.staff_members set offboard_at = now() + interval '${when}'`)
  await at('20 hours')
  assert.deepEqual(await leavingSoon(database), { announced: 1 })
  assert.deepEqual(await leavingSoon(database), { announced: 0 })
  await opened.background.idle()
  assert.deepEqual([await told(tess), await told(acme.olive)], [['leaving'], []])

  await at('-1 minute')
  await change(
    database,
    `alter table myportal.staff_members add constraint stays check (account_action <> 'offboarded')`,
  )
  for (let tries = 0; tries < 11; tries++) await assert.rejects(offboardDue(database))
  await opened.background.idle()
  assert.deepEqual((await told(tess)).sort(), ['leaving', 'stuck'])
  await change(database, 'alter table myportal.staff_members drop constraint stays')
  assert.deepEqual(await offboardDue(database), { offboarded: 1 })
})
