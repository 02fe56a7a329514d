export default {
  'sla.left': 'noch {time}',
  'sla.over': '{time} überfällig',
  'sla.paused': 'Angehalten',
  'sla.less': 'weniger als eine Minute',
} as const
