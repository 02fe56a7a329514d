export default {
  'tickets.export': 'Exportieren',
  'tickets.export_csv': 'Als Tabelle (CSV)',
  'tickets.export_ndjson': 'Mit allen Einträgen (NDJSON)',
  'ticket.fact.import_source': 'Importiert aus',
}
