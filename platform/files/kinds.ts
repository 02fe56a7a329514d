interface Kind {
  content_type: string
  extensions: readonly string[]
}

const kind = (content_type: string, ...extensions: string[]): Kind => ({ content_type, extensions })
const office = 'application/vnd.openxmlformats-officedocument'
const open = 'application/vnd.oasis.opendocument'

/** Every kind of file that any endpoint takes, by the name that `accepted` prints. */
export const kinds = {
  pdf: kind('application/pdf', 'pdf'),
  png: kind('image/png', 'png'),
  jpg: kind('image/jpeg', 'jpg', 'jpeg'),
  webp: kind('image/webp', 'webp'),
  gif: kind('image/gif', 'gif'),
  txt: kind('text/plain', 'txt'),
  csv: kind('text/csv', 'csv'),
  docx: kind(`${office}.wordprocessingml.document`, 'docx'),
  xlsx: kind(`${office}.spreadsheetml.sheet`, 'xlsx'),
  pptx: kind(`${office}.presentationml.presentation`, 'pptx'),
  odt: kind(`${open}.text`, 'odt'),
  ods: kind(`${open}.spreadsheet`, 'ods'),
  odp: kind(`${open}.presentation`, 'odp'),
  eml: kind('message/rfc822', 'eml'),
  zip: kind('application/zip', 'zip'),
  '7z': kind('application/x-7z-compressed', '7z'),
  log: kind('text/plain', 'log'),
  json: kind('application/json', 'json'),
  ndjson: kind('application/x-ndjson', 'ndjson', 'jsonl'),
  msg: kind('application/vnd.ms-outlook', 'msg'),
  heic: kind('image/heic', 'heic', 'heif'),
  mp4: kind('video/mp4', 'mp4'),
  mov: kind('video/quicktime', 'mov'),
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds

const house = [
  'pdf',
  'png',
  'jpg',
  'webp',
  'gif',
  'txt',
  'csv',
  'docx',
  'xlsx',
  'pptx',
  'odt',
  'ods',
  'odp',
  'eml',
] as const
const wider = ['zip', '7z', 'log', 'json', 'msg', 'heic', 'mp4', 'mov'] as const

/** Named allow-lists: the house's (api §4.12), the desk's (tickets §4.3), and pictures. */
export const acceptLists = {
  default: house,
  ticket: [...house, ...wider],
  image: ['png', 'jpg', 'webp', 'gif'],
} as const satisfies Record<string, readonly KindName[]>

export type Accept = keyof typeof acceptLists | readonly KindName[]

export const acceptedBy = (accept: Accept): readonly KindName[] =>
  typeof accept === 'string' ? acceptLists[accept] : accept

/** Kinds whose content is text; which of them it is, only the name can say. */
export const textKinds: readonly KindName[] = ['txt', 'csv', 'log', 'json', 'ndjson', 'eml']

const stored: ReadonlySet<string> = new Set(Object.values(kinds).map(({ content_type }) => content_type))

/** What a download says it is: a type of ours, or just bytes. */
export function servedType(contentType: string): string {
  if (!stored.has(contentType)) return 'application/octet-stream'
  return /^text\/|json$/.test(contentType) ? `${contentType}; charset=utf-8` : contentType
}

const shown = new Set<string>(
  ['png', 'jpg', 'webp', 'gif', 'pdf'].map((name) => kinds[name as KindName].content_type),
)

/** Only these are ever shown inside a page. */
export const mayBeInline = (contentType: string) => shown.has(contentType)
