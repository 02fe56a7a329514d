import { declareWords, registerSubject } from '../../../platform/events/index.ts'

const module = 'integrations'
registerSubject({ type: 'webhook_endpoint', module, path: (id) => `/admin/webhooks/${id}` })
registerSubject({ type: 'inbound_webhook', module, path: (id) => `/admin/webhooks/inbound/${id}` })

declareWords({
  'webhook_endpoint.created': [
    'Webhook-Endpunkt angelegt',
    '{actor} added the webhook endpoint {name} at {host}',
    '{actor} hat den Webhook-Endpunkt {name} auf {host} angelegt',
  ],
  'webhook_endpoint.updated': [
    'Webhook-Endpunkt geändert',
    '{actor} changed the webhook endpoint {name}',
    '{actor} hat den Webhook-Endpunkt {name} geändert',
  ],
  'webhook_endpoint.secret_rotated': [
    'Webhook-Schlüssel gewechselt',
    '{actor} changed the secret of the webhook endpoint {name}',
    '{actor} hat den Schlüssel des Webhook-Endpunkts {name} gewechselt',
  ],
  'webhook_endpoint.paused': [
    'Webhook-Endpunkt angehalten',
    '{actor} paused the webhook endpoint {name}',
    '{actor} hat den Webhook-Endpunkt {name} angehalten',
  ],
  'webhook_endpoint.resumed': [
    'Webhook-Endpunkt fortgesetzt',
    '{actor} resumed the webhook endpoint {name}; {deliveries} had been held',
    '{actor} hat den Webhook-Endpunkt {name} fortgesetzt; {deliveries} waren zurückgehalten',
  ],
  'webhook_endpoint.disabled': [
    'Webhook-Endpunkt abgeschaltet, weil er nicht antwortet',
    'The webhook endpoint {name} was switched off after {failure_streak} failures',
    'Der Webhook-Endpunkt {name} wurde nach {failure_streak} Fehlschlägen abgeschaltet',
  ],
  'webhook_endpoint.deleted': [
    'Webhook-Endpunkt entfernt',
    '{actor} removed the webhook endpoint {name}',
    '{actor} hat den Webhook-Endpunkt {name} entfernt',
  ],
  'webhook.failed': [
    'Webhook nicht zugestellt',
    '{event_type} could not be delivered to {name}',
    '{event_type} konnte nicht an {name} zugestellt werden',
  ],
  'webhook.retried': [
    'Webhook von Hand erneut versucht',
    '{actor} tried to deliver {event_type} to {name} again',
    '{actor} hat erneut versucht, {event_type} an {name} zuzustellen',
  ],
  'webhook.tested': [
    'Webhook getestet',
    '{actor} tested the webhook endpoint {name}',
    '{actor} hat den Webhook-Endpunkt {name} getestet',
  ],
  'webhook.cancelled': [
    'Webhook aufgegeben',
    '{actor} gave a delivery to {name} up',
    '{actor} hat eine Zustellung an {name} aufgegeben',
  ],
  'webhook.replayed': [
    'Webhooks erneut gesendet',
    '{actor} sent {deliveries} deliveries to {name} again',
    '{actor} hat {deliveries} Zustellungen an {name} erneut gesendet',
  ],
  'webhook_settings.changed': [
    'Einstellungen der Webhooks geändert',
    '{actor} changed after how many failures a webhook endpoint is switched off',
    '{actor} hat geändert, nach wie vielen Fehlschlägen ein Webhook-Endpunkt abgeschaltet wird',
  ],
  'inbound_webhook.created': [
    'Eingehender Webhook angelegt',
    '{actor} added the inbound webhook {name}',
    '{actor} hat den eingehenden Webhook {name} angelegt',
  ],
  'inbound_webhook.updated': [
    'Eingehender Webhook geändert',
    '{actor} changed the inbound webhook {name}',
    '{actor} hat den eingehenden Webhook {name} geändert',
  ],
  'inbound_webhook.token_rotated': [
    'Adresse eines eingehenden Webhooks gewechselt',
    '{actor} changed the address of the inbound webhook {name}',
    '{actor} hat die Adresse des eingehenden Webhooks {name} gewechselt',
  ],
  'inbound_webhook.deleted': [
    'Eingehender Webhook entfernt',
    '{actor} removed the inbound webhook {name}',
    '{actor} hat den eingehenden Webhook {name} entfernt',
  ],
  'inbound_webhook.received': [
    'Ein fremdes System hat etwas gemeldet',
    '{slug} told something',
    '{slug} hat etwas gemeldet',
  ],
})
