export default {
  'sla.left': '{time} left',
  'sla.over': '{time} overdue',
  'sla.paused': 'Paused',
  'sla.less': 'less than a minute',
} as const
