/** Of the pages of those who publish and write mail texts. */
export default {
  'alerts.read_by': '{read} of {of} have read it',
  'alerts.read_by_none': 'Nobody has read it yet.',
  'alerts.read_by_more': 'Show more',
  'alerts.read_open':
    '{n, plural, =0 {Nobody has read it} one {One has read it} other {# have read it}}: show who',
  'templates.event': 'Look at it for a real event',
  'templates.event_none': 'The sample',
  'templates.event_hint': 'What was said when it happened, with the text above.',
  'settings.row_on': 'Switch all of it on',
  'settings.row_off': 'Switch all of it off',
  'settings.mandatory_one': 'Always on: this must reach you',
  'sms_limit.title': 'SMS of the portal',
  'sms_limit.today': '{sent} of {most} sent today (UTC).',
  'sms_limit.most': 'Most in a day',
  'sms_limit.hint':
    'For everybody together. What goes beyond is not sent, and super administrators are told. 0 sends none.',
  'sms_limit.save': 'Save limit',
  'templates.as_html': 'As HTML',
  'templates.as_text': 'As plain text',
}
