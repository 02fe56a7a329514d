import type { FileHandle } from 'node:fs/promises'
import type { KindName } from './kinds.ts'

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1')
const longestEnd = 65_557
const longestDirectory = 8 * 1_048_576

/** What a ZIP container holds, by the names of its entries; null for programs, macro formats and the unreadable. */
export async function kindOfZip(handle: FileHandle, size: number, head: Buffer): Promise<KindName | null> {
  const names = await entryNames(handle, size)
  if (!names || names.some((name) => isProgram.test(name))) return null
  return openDocument(head) ?? officeKind(names)
}

/** Java and Android programs, browser extensions; macros of Office and of OpenDocument. */
const isProgram =
  /^(?:META-INF\/MANIFEST\.MF|AndroidManifest\.xml|manifest\.json|Basic\/.*|Scripts\/.*)$|(?:^|\/)(?:vbaProject\.bin|vbaData\.xml)$|^xl\/macrosheets\//i

function openDocument(head: Buffer): KindName | null {
  const text = head.toString('latin1', 30, 120)
  const noun = /^mimetypeapplication\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)(?!-)/.exec(
    text,
  )?.[1]
  return noun ? (`od${noun[0] as 't' | 's' | 'p'}` as KindName) : null
}

const parts: readonly (readonly [string, KindName])[] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
]

function officeKind(names: readonly string[]): KindName | null {
  if (!names.includes('[Content_Types].xml')) return 'zip'
  return parts.find(([part]) => names.includes(part))?.[1] ?? null
}

/** The central directory's names, or null when there is none that can be read (ZIP64 included). */
async function entryNames(handle: FileHandle, size: number): Promise<string[] | null> {
  const tail = await readAt(handle, Math.max(0, size - longestEnd), Math.min(size, longestEnd))
  const at = tail.lastIndexOf(endOfDirectory)
  if (at < 0 || at + 22 > tail.length) return null
  const length = tail.readUInt32LE(at + 12)
  const offset = tail.readUInt32LE(at + 16)
  if (length > longestDirectory || offset + length > size) return null
  return namesIn(await readAt(handle, offset, length))
}

function namesIn(directory: Buffer): string[] | null {
  const names: string[] = []
  for (let at = 0; at + 46 <= directory.length; ) {
    if (directory.readUInt32LE(at) !== 0x02014b50) return null
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    names.push(directory.toString('utf8', at + 46, at + 46 + name))
    at += 46 + name + extra + comment
  }
  return names
}

/** Bytes of a file, as many as there are. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length, position)
  return bytes.subarray(0, bytesRead)
}
