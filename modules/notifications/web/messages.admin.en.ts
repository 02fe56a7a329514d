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
}
