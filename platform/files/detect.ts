import type { FileHandle } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import { type KindName, kinds, textKinds } from './kinds.ts'
import { kindOfZip } from './zip.ts'

/** What the content turned out to be. `refused`: nothing that anybody takes; `unfit`: text under another's name; `not_utf8`: text by its name. */
export type Detected = KindName | 'refused' | 'unfit' | 'not_utf8'

/** What was seen while the bytes flowed by. */
export interface Seen {
  handle: FileHandle
  size: number
  /** The first 4 KiB. */
  head: Buffer
  /** Valid UTF-8 without NUL, all of it. */
  is_text: boolean
  extension: string
}

/** The kind of a file by its content (api §4.12); the name only tells kinds of text apart. */
export async function detect(seen: Seen): Promise<Detected> {
  const { head } = seen
  if (startsWith(head, '%PDF-')) return 'pdf'
  if (startsWith(head, '\x89PNG\r\n\x1a\n')) return 'png'
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) {
    return (await kindOfZip(seen.handle, seen.size, head)) ?? 'refused'
  }
  // Binary formats hold NUL bytes; a text that happens to begin with "BM" or "MZ" does not.
  if (seen.is_text) return textKind(head.toString('utf8'), seen.extension)
  return binaryKind(seen)
}

const startsWith = (head: Buffer, magic: string) =>
  head.subarray(0, magic.length).equals(Buffer.from(magic, 'latin1'))

const byType = new Map<string, KindName>(
  Object.entries(kinds)
    .filter(([name]) => !textKinds.includes(name as KindName) && name !== 'zip')
    .map(([name, { content_type }]) => [content_type, name as KindName]),
)
byType.set('image/heif', 'heic')

async function binaryKind({ head, handle, extension }: Seen): Promise<Detected> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  if (!found && textKindOf(extension)) return 'not_utf8'
  if (found?.mime === 'application/x-cfb') return (await isOutlookMail(head, handle)) ? 'msg' : 'refused'
  return byType.get(found?.mime ?? '') ?? 'refused'
}

const outlookClass = Buffer.from('0b0d020000000000c000000000000046', 'hex')

/** A compound file is an Outlook message when its root entry has that class ([MS-CFB] 2.2, 2.6; [MS-OXMSG] 2.1). */
async function isOutlookMail(head: Buffer, handle: FileHandle): Promise<boolean> {
  if (head.length < 512) return false
  const sectorSize = 2 ** Math.min(head.readUInt16LE(30), 12)
  const root = (head.readUInt32LE(48) + 1) * sectorSize
  const id = Buffer.alloc(16)
  const { bytesRead } = await handle.read(id, 0, 16, root + 80)
  return bytesRead === 16 && id.equals(outlookClass)
}

// What a browser would take for a page, or a shell for a script (WHATWG MIME sniffing §7.1, and more).
const markup =
  /^[\s\ufeff]*<(?:!doctype|!--|\?xml|\?php|(?:html|head|body|script|iframe|svg|style|title|table|div|h1|font|br|meta|link|form|img|object|embed|p|a|b)[\s/>])/i
const scripted = /^\ufeff?#!/
const scripts = new Set(
  'html htm xhtml svg xml xsl js mjs cjs ts jsx vbs vbe wsf wsh hta bat cmd ps1 psm1 sh bash zsh py rb pl php jar reg inf lnk url scf exe com scr msi dll app command desktop jnlp'.split(
    ' ',
  ),
)

function textKind(text: string, extension: string): Detected {
  if (markup.test(text) || scripted.test(text) || scripts.has(extension)) return 'refused'
  if (text.startsWith('{\\rtf') || text.startsWith('%!PS')) return 'refused'
  const found = textKindOf(extension)
  if (found === 'eml' && !mailHeader.test(text)) return 'unfit'
  return found ?? (extension === '' ? 'txt' : 'unfit')
}

const textKindOf = (extension: string) =>
  textKinds.find((name) => (kinds[name].extensions as readonly string[]).includes(extension))

const mailHeader = /^(?:From [^\n]+\n)?[!-9;-~]{1,76}:[ \t]?[^\n]*\n/
