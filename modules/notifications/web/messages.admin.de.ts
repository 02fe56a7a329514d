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
}
