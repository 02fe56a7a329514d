import { declareNotificationType } from '../catalogue.ts'
import { selectHolders } from '../people.queries.ts'

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
    event_type: 'system.task_failed',
    label: 'Scheduled task failed',
    description: 'A scheduled task failed, and its last retry was used',
    group: 'system',
    side: 'provider',
    caused_by: ['scheduled_task_run.failed'],
    default_channels: ['email'],
    allowed_channels: ['in_app', 'email', 'sms'],
    async about(scope, { data }) {
      const [holders, admins] = [
        await selectHolders(scope, 'provider', null, 'tasks.manage'),
        await selectHolders(scope, 'super_admin'),
      ]
      return {
        people: [...holders, ...admins].map((user_id) => ({ user_id })),
        company_id: null,
        message: `The scheduled task ${data.task ?? ''} failed, and its last retry was used.`,
        severity: 'warning',
        metadata: { ...data },
      }
    },
  },
)
