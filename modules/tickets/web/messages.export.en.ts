export default {
  'tickets.export': 'Export',
  'tickets.export_csv': 'As a table (CSV)',
  'tickets.export_ndjson': 'With all entries (NDJSON)',
  'ticket.fact.import_source': 'Imported from',
}
