import { declareWords, registerSubject } from '../../../platform/events/index.ts'

const module = 'operations'
for (const type of ['setup', 'branding', 'mail_message']) registerSubject({ type, module })

declareWords({
  'setup.changed': [
    'Einrichtung geändert',
    '{actor} changed the setup of the portal',
    '{actor} hat die Einrichtung des Portals geändert',
  ],
  'branding.updated': [
    'Aussehen geändert',
    '{actor} changed how the portal looks',
    '{actor} hat das Aussehen des Portals geändert',
  ],
  'mail.retried': [
    'E-Mail erneut gesendet',
    '{actor} sent a mail again',
    '{actor} hat eine E-Mail erneut gesendet',
  ],
})
