import { declareWords, registerSubject } from '../../../platform/events/index.ts'

registerSubject({ type: 'list_export', module: 'operations' })

declareWords({
  'list_export.requested': [
    'Lange Liste als Datei verlangt',
    '{actor} asked for the list {list} as a file',
    '{actor} hat die Liste {list} als Datei verlangt',
  ],
  'list_export.ready': [
    'Datei einer langen Liste fertig',
    'The file of the list {list} is ready: {rows} rows for {actor}',
    'Die Datei der Liste {list} ist fertig: {rows} Zeilen für {actor}',
  ],
  'list_export.failed': [
    'Datei einer langen Liste gescheitert',
    'The file of the list {list} for {actor} could not be made: {problem}',
    'Die Datei der Liste {list} für {actor} konnte nicht erstellt werden: {problem}',
  ],
})
