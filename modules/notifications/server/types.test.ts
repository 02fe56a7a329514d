import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { announce, eventTypes } from '../../../platform/events/index.ts'
import { type Loose, portal } from '../../../test/portal.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { notificationTypes } from './catalogue.ts'
import { germanDescriptions } from './descriptions.ts'
import { germanLabels } from './labels.ts'

test('every cause of a type is an event that somebody declares', async () => {
  await portal()
  const causes = [...notificationTypes().values()].flatMap(({ caused_by }) => caused_by)
  assert.deepEqual(
    causes.filter((cause) => !eventTypes().has(cause)),
    [],
  )
})

test('pages and mails in German name every type in German, and say what it is', async () => {
  const names = [...notificationTypes().keys()]
  assert.deepEqual(
    names.filter((name) => germanLabels[name] === undefined || germanDescriptions[name] === undefined),
    [],
  )
  const { ada } = await portal()
  const of = async (locale: string) =>
    (await ada.get(`/api/notifications/preferences${locale}`).answers(200)).preferences as unknown as Loose[]
  const [german, plain] = [await of('?locale=de'), await of('')]
  for (const { event_type, description } of german)
    assert.equal(description, germanDescriptions[String(event_type)])
  assert.equal(plain.find((one) => String(one.event_type) === 'general.test')?.label, 'Test message')
})

/** What each type is told of, where the sample of its cause is not enough. */
const facts: Record<string, Record<string, unknown>> = {
  'device.first_seen': { device_id: 1, is_another: true },
  'events.verified': { first_bad: { lane: 1, sequence: 1, event_id: 1, problem: 'changed' } },
  'membership.joined': { source: 'domain' },
  'webhook_endpoint.disabled': { reason: 'gone' },
  'event_failure.died': { consumer: 'webhooks' },
}
/** These have tests of their own, with real tickets, keys and members. */
const elsewhere = /^(tickets|company)\./

test('every type is told when its cause happens', async () => {
  const { ada, tess, database, portal: opened } = await portal()
  const caused = [...notificationTypes().values()].filter(
    ({ event_type, caused_by }) => caused_by.length > 0 && !elsewhere.test(event_type),
  )
  for (const type of caused) {
    for (const cause of type.caused_by) {
      const event = eventTypes().get(cause)
      assert.ok(event)
      const data = {
        ...(event.sample as object),
        ...facts[cause],
        ...(event.subject === 'user' ? {} : { user_id: ada.user_id }),
      }
      await inHouseScope(database, { company_id: null }, (scope) =>
        announce(
          { ...scope, actor: cause === 'api_key.created' ? { kind: 'user', id: ada.user_id } : scope.actor },
          event,
          { subject_id: ada.user_id, company_id: null, data },
        ),
      )
    }
  }
  await opened.background.idle()
  const items: Loose[] = []
  for (const who of [ada, tess])
    items.push(...((await who.get('/api/notifications?limit=200').answers(200)).items as unknown as Loose[]))
  const told = new Set(items.map((one) => String(one.event_type)))
  const missing = caused.map(({ event_type }) => event_type).filter((name) => !told.has(name))
  const { rows } = await asOwner(database, (client) =>
    client.query('select consumer, error from myportal.event_failures'),
  )
  assert.deepEqual(rows, [])
  assert.deepEqual(missing, [])
})
