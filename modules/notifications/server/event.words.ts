import { declareWords, registerSubject } from '../../../platform/events/index.ts'

const module = 'notifications'
registerSubject({ type: 'notification', module, path: () => '/admin/alerts' })
registerSubject({ type: 'notification_delivery', module, path: () => '/admin/deliveries' })
registerSubject({ type: 'mail_template', module, path: () => '/admin/templates' })

declareWords({
  'notification.created': [
    'Nachricht veröffentlicht',
    '{actor} published a message',
    '{actor} hat eine Nachricht veröffentlicht',
  ],
  'notification.updated': [
    'Veröffentlichte Nachricht geändert',
    '{actor} changed a published message',
    '{actor} hat eine veröffentlichte Nachricht geändert',
  ],
  'notification.withdrawn': [
    'Veröffentlichte Nachricht zurückgezogen',
    '{actor} withdrew a published message',
    '{actor} hat eine veröffentlichte Nachricht zurückgezogen',
  ],
  'notification_preferences.updated': [
    'Auswahl der Benachrichtigungen geändert',
    '{actor} changed which notifications arrive, and how',
    '{actor} hat geändert, welche Benachrichtigungen ankommen und wie',
  ],
  'notification_settings.updated': [
    'Zeiten der Benachrichtigungen geändert',
    '{actor} changed when notifications arrive',
    '{actor} hat geändert, wann Benachrichtigungen ankommen',
  ],
  'notification_email.unsubscribed': [
    'E-Mails über einen Link abbestellt',
    'E-mails were switched off by a link: {event_type}',
    'E-Mails wurden über einen Link abbestellt: {event_type}',
  ],
  'sms_number.confirmed': [
    'Nummer für SMS bestätigt',
    '{actor} confirmed a number for SMS that ends in {ending}',
    '{actor} hat eine Nummer für SMS bestätigt, die auf {ending} endet',
  ],
  'sms_number.changed': [
    'Nummer für SMS geändert',
    '{actor} changed the number for SMS',
    '{actor} hat die Nummer für SMS geändert',
  ],
  'sms_limit.changed': [
    'Grenze für SMS geändert',
    '{actor} changed how many SMS are sent in a day',
    '{actor} hat geändert, wie viele SMS am Tag gesendet werden',
  ],
  'notification_delivery.retried': [
    'Zustellung erneut versucht',
    '{actor} tried a failed delivery again: {event_type}',
    '{actor} hat eine gescheiterte Zustellung erneut versucht: {event_type}',
  ],
  'mail_template.updated': [
    'Mailtext geändert',
    '{actor} changed the mail text of {event_type}',
    '{actor} hat den Mailtext von {event_type} geändert',
  ],
  'mail_template.reset': [
    'Mailtext zurückgesetzt',
    '{actor} set the mail text of {event_type} back',
    '{actor} hat den Mailtext von {event_type} zurückgesetzt',
  ],
})
