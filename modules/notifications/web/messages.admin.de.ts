/** Of the pages of those who publish and write mail texts. */
export default {
  'alerts.read_by': '{read} von {of} haben sie gelesen',
  'alerts.read_by_none': 'Noch niemand hat sie gelesen.',
  'alerts.read_by_more': 'Weitere zeigen',
  'alerts.read_open':
    '{n, plural, =0 {Niemand hat sie gelesen} one {Eine Person hat sie gelesen} other {# haben sie gelesen}}: zeigen, wer',
  'templates.event': 'An einem echten Ereignis ansehen',
  'templates.event_none': 'Das Beispiel',
  'templates.event_hint': 'Was damals gesagt wurde, mit dem Text von oben.',
  'settings.row_on': 'Alles davon einschalten',
  'settings.row_off': 'Alles davon ausschalten',
  'settings.mandatory_one': 'Immer an: Das muss Sie erreichen',
  'sms_limit.title': 'SMS des Portals',
  'sms_limit.today': '{sent} von {most} heute gesendet (UTC).',
  'sms_limit.most': 'Höchstens am Tag',
  'sms_limit.hint':
    'Für alle zusammen. Was darüber hinausgeht, wird nicht gesendet, und Super-Administratoren erfahren davon. 0 sendet keine.',
  'sms_limit.save': 'Grenze speichern',
  'templates.as_html': 'Als HTML',
  'templates.as_text': 'Als reiner Text',
}
