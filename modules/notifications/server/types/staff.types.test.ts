import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, type Database } from '../../../../platform/database/index.ts'
import { until } from '../../../../test/harness/until.ts'
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

test('who starts an import of people or tickets hears in their feed how it ended, in their language, and nobody else does', async () => {
  const { ada, acme, portal: opened } = await portal()
  await acme.olive.patch('/api/me', { locale: 'de-DE' }).answers(200)
  const send = (by: Person, to: string, text: string, fields: Record<string, string>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob([text], { type: 'text/csv' }), 'file.csv')
    return by.post(to, form).answers(202)
  }
  await send(acme.olive, `${path}/imports`, 'First name\nLeo\nMia\n', { mode: 'apply' })
  const company_id = String(acme.id)
  const fields = { source: `told-${acme.id}`, mode: 'check', company_id }
  await send(ada, '/api/tickets/imports', 'id,subject\n1,Printer\n', fields)
  await opened.background.idle()
  const heard = async (by: Person) => {
    const page = await by
      .get('/api/notifications?event_type=company.staff_import_finished&event_type=tickets.import_finished')
      .answers(200)
    return (page.items as unknown as Loose[]).map(({ message }) => String(message))
  }
  await until(async () => (await heard(acme.olive)).length + (await heard(ada)).length === 2)
  const [people, ...more] = await heard(acme.olive)
  assert.match(String(people), /: Ihr Import von Personen ist fertig: 2 neu, 0 geändert, 0 ausgelassen\.$/)
  assert.deepEqual(more, [])
  assert.deepEqual(await heard(ada), [
    'file.csv: the check of your import of tickets is done: 1 new, 0 changed, 0 refused.',
  ])
  assert.deepEqual(await heard(acme.bob), [])
})
