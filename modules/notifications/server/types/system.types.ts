import type { Scope } from '../../../../platform/database/index.ts'
import { deliveryFailed, smsLimit } from '../alarms.ts'
import { declareNotificationType, type Recipient } from '../catalogue.ts'
import { selectHolders } from '../people.queries.ts'

/** Super administrators, and at the provider whoever holds the permission. */
async function keepers(scope: Scope, permission: string | null): Promise<Recipient[]> {
  const admins = await selectHolders(scope, 'super_admin')
  const holders = permission === null ? [] : await selectHolders(scope, 'provider', null, permission)
  return [...admins, ...holders].map((user_id) => ({ user_id }))
}

const base = {
  group: 'system',
  side: 'provider' as const,
  default_channels: ['email'] as const,
  allowed_channels: ['in_app', 'email', 'sms'] as const,
}

declareNotificationType(
  {
    event_type: 'system.mail_refused',
    label: 'Mail to you is refused',
    description: 'Your mail server refused several messages of the portal for good',
    group: 'system',
    caused_by: [],
    allowed_channels: ['in_app'],
  },
  {
    ...base,
    event_type: smsLimit,
    label: 'No more SMS today',
    description: 'As many SMS as one day allows were sent',
    caused_by: [],
    side: 'super_admin',
    allowed_channels: ['in_app', 'email'],
  },
  {
    ...base,
    event_type: deliveryFailed,
    label: 'Messages cannot be delivered',
    description: 'A mail or an SMS failed for good; told once an hour at most',
    caused_by: [],
    side: 'super_admin',
    allowed_channels: ['in_app', 'email'],
  },
  {
    ...base,
    event_type: 'system.task_failed',
    label: 'Scheduled task failed',
    description: 'A scheduled task failed, and its last retry was used',
    caused_by: ['scheduled_task_run.failed'],
    about: async (scope, { data }) => ({
      people: await keepers(scope, 'tasks.manage'),
      company_id: null,
      message: `The scheduled task ${data.task ?? ''} failed, and its last retry was used.`,
      message_de: `Die geplante Aufgabe ${data.task ?? ''} ist gescheitert, der letzte Versuch ist verbraucht.`,
      severity: 'warning',
      link: '/admin/tasks',
      metadata: { ...data },
    }),
  },
  {
    ...base,
    event_type: 'system.consumer_dead',
    label: 'A part gave an event up',
    description: 'A part of the portal could not take an event, and its last attempt was used',
    caused_by: ['event_failure.died'],
    // One fault can make thousands of them.
    coalesce: { key: ({ data }) => `consumer:${data.consumer}`, seconds: 3_600 },
    about: async (scope, { data }) =>
      // Told by the very part that gave up, it would go round in circles.
      data.consumer === 'notifications'
        ? null
        : {
            people: await keepers(scope, null),
            company_id: null,
            message: `The part “${data.consumer}” could not take an event, and its last attempt was used.`,
            message_de: `Der Teil „${data.consumer}“ konnte ein Ereignis nicht annehmen, der letzte Versuch ist verbraucht.`,
            severity: 'warning',
            metadata: { ...data },
          },
  },
  {
    ...base,
    event_type: 'system.seal_broken',
    label: 'The event log was tampered with',
    description: 'The event log does not fit its seals: somebody changed it outside of the portal',
    caused_by: ['events.verified'],
    is_mandatory: true,
    include_actor: true,
    about: async (scope, { data }) =>
      data.first_bad === null || data.first_bad === undefined
        ? null
        : {
            people: await keepers(scope, null),
            company_id: null,
            message: 'The event log does not fit its seals: somebody changed it outside of the portal.',
            message_de:
              'Das Ereignisprotokoll passt nicht zu seinen Siegeln: Jemand hat es außerhalb des Portals geändert.',
            severity: 'critical',
            metadata: { first_bad: data.first_bad },
          },
  },
)
