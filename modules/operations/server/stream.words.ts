import { declareWords, registerSubject } from '../../../platform/events/index.ts'

const module = 'operations'
registerSubject({ type: 'event_failure', module, path: () => '/admin/automation' })
registerSubject({ type: 'event_verification', module, path: () => '/admin/automation' })
registerSubject({ type: 'scheduled_task', module, path: (id) => `/admin/tasks/${id}` })
registerSubject({ type: 'task_run', module })
registerSubject({ type: 'job', module })
registerSubject({ type: 'queue', module, path: () => '/admin/jobs' })

declareWords({
  'event_failure.retried': [
    'Ereignis erneut ausgegeben',
    '{actor} handed an event to {consumer} again',
    '{actor} hat ein Ereignis erneut an {consumer} ausgegeben',
  ],
  'event_failure.dismissed': [
    'Ereignis aufgegeben',
    '{actor} gave an event up that {consumer} could not take',
    '{actor} hat ein Ereignis aufgegeben, das {consumer} nicht annehmen konnte',
  ],
  'event_failure.died': [
    'Ein Empfänger hat ein Ereignis aufgegeben',
    '{consumer} could not take an event, after all attempts',
    '{consumer} konnte ein Ereignis nach allen Versuchen nicht annehmen',
  ],
  'events.verification_requested': [
    'Prüfung des Ereignisprotokolls verlangt',
    '{actor} asked for the event log to be compared with its seals',
    '{actor} hat verlangt, das Ereignisprotokoll mit seinen Siegeln zu vergleichen',
  ],
  'events.verified': [
    'Ereignisprotokoll mit seinen Siegeln verglichen',
    '{checked} events were compared with their seals',
    '{checked} Ereignisse wurden mit ihren Siegeln verglichen',
  ],
  'scheduled_task.created': [
    'Aufgabe geplant',
    '{actor} scheduled the task {name}',
    '{actor} hat die Aufgabe {name} geplant',
  ],
  'scheduled_task.updated': [
    'Aufgabe geändert',
    '{actor} changed a scheduled task: {field} from {from} to {to}',
    '{actor} hat eine geplante Aufgabe geändert: {field} von {from} auf {to}',
  ],
  'scheduled_task.paused': [
    'Aufgabe angehalten',
    '{actor} paused the task {name}',
    '{actor} hat die Aufgabe {name} angehalten',
  ],
  'scheduled_task.resumed': [
    'Aufgabe fortgesetzt',
    '{actor} resumed the task {name}',
    '{actor} hat die Aufgabe {name} fortgesetzt',
  ],
  'scheduled_task.deleted': [
    'Aufgabe entfernt',
    '{actor} removed the task {name}',
    '{actor} hat die Aufgabe {name} entfernt',
  ],
  'scheduled_task.run_requested': [
    'Aufgabe von Hand gestartet',
    '{actor} started the task {name}',
    '{actor} hat die Aufgabe {name} gestartet',
  ],
  'scheduled_task_run.cancelled': [
    'Lauf einer Aufgabe abgebrochen',
    '{actor} cancelled a run of a task',
    '{actor} hat einen Lauf einer Aufgabe abgebrochen',
  ],
  'scheduled_task_run.failed': [
    'Eine geplante Aufgabe ist gescheitert',
    'The task {name} failed after {attempts} attempts: {error}',
    'Die Aufgabe {name} ist nach {attempts} Versuchen gescheitert: {error}',
  ],
  'job.retried': [
    'Auftrag von Hand neu gestartet',
    '{actor} started a job of {queue} again',
    '{actor} hat einen Auftrag von {queue} neu gestartet',
  ],
  'job.deleted': [
    'Auftrag entfernt',
    '{actor} removed a job of {queue}',
    '{actor} hat einen Auftrag von {queue} entfernt',
  ],
  'queue.redriven': [
    'Gescheiterte Aufträge zurückgelegt',
    '{actor} sent {moved} failed jobs back to {queue}',
    '{actor} hat {moved} gescheiterte Aufträge nach {queue} zurückgelegt',
  ],
  'mail.failed': [
    'E-Mail nicht zugestellt',
    'A mail could not be delivered after {attempts} attempts: {error_code}',
    'Eine E-Mail konnte nach {attempts} Versuchen nicht zugestellt werden: {error_code}',
  ],
})
