import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Problem, problem } from '../contract/problems.ts'

const keyForm = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{32}$/

/** A file that is being written and that nobody can reach yet. */
export interface Spooled {
  path: string
  handle: FileHandle
}

export interface Disk {
  /** Begins a file beside the store; only its owner may read it. */
  begin(): Promise<Spooled>
  /** Makes it durable and moves it to its place; gives back its key. */
  keep(spooled: Spooled): Promise<string>
  drop(spooled: Spooled): Promise<void>
  open(storageKey: string): Promise<FileHandle>
  remove(storageKey: string): Promise<void>
  /** Removes what was begun before that time and never kept; how many. */
  sweepSpool(before: number): Promise<number>
  /** Keys of files last written before that time, in portions. */
  keysBefore(before: number): AsyncIterable<string[]>
}

/** The store on the local disk: `files/aa/bb/<32 hex>` below the data folder, mode 0600 in 0700 (operations §4.10). */
export function openDisk(dataDir: string): Disk {
  const spool = join(dataDir, 'spool')
  const root = join(dataDir, 'files')
  const pathOf = (storageKey: string) => {
    if (!keyForm.test(storageKey)) throw new Error('A storage key has the wrong form')
    return join(root, storageKey)
  }
  return {
    async begin() {
      await folder(spool)
      const path = join(spool, randomBytes(16).toString('hex'))
      return { path, handle: await open(path, 'wx+', 0o600) }
    },
    async keep({ path, handle }) {
      await handle.sync()
      await handle.close()
      const name = randomBytes(16).toString('hex')
      const storageKey = `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`
      const target = pathOf(storageKey)
      await folder(dirname(target))
      await rename(path, target)
      await syncFolder(dirname(target))
      return storageKey
    },
    async drop({ path, handle }) {
      await handle.close().catch(() => {})
      await rm(path, { force: true })
    },
    open: (storageKey) => open(pathOf(storageKey), 'r'),
    remove: (storageKey) => rm(pathOf(storageKey), { force: true }),
    sweepSpool: (before) => sweepSpool(spool, before),
    keysBefore: (before) => keysBefore(root, before),
  }
}

/** Whether files could be stored now: tries it with an empty one. */
export async function isStorageWritable(dataDir: string): Promise<boolean> {
  const disk = openDisk(dataDir)
  try {
    await folder(join(dataDir, 'files'))
    await disk.drop(await disk.begin())
    return true
  } catch {
    return false
  }
}

const folder = (path: string) => mkdir(path, { recursive: true, mode: 0o700 })

/** A rename is only durable when its folder is; systems that cannot sync a folder need not. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

async function sweepSpool(spool: string, before: number): Promise<number> {
  let swept = 0
  for await (const path of filesIn(spool)) {
    if (!(await isOlder(path, before))) continue
    await rm(path, { force: true })
    swept++
  }
  return swept
}

async function* keysBefore(root: string, before: number): AsyncIterable<string[]> {
  let keys: string[] = []
  for await (const path of filesIn(root)) {
    const key = path.slice(-38).replaceAll('\\', '/')
    if (!keyForm.test(key) || !(await isOlder(path, before))) continue
    keys.push(key)
    if (keys.length < 500) continue
    yield keys
    keys = []
  }
  if (keys.length > 0) yield keys
}

async function* filesIn(path: string): AsyncIterable<string> {
  const entries = await opendir(path, { recursive: true }).catch(() => null)
  if (!entries) return
  for await (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name)
}

async function isOlder(path: string, before: number): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  return facts !== null && facts.mtimeMs < before
}

const faults = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'ENOENT',
  'ENOTDIR',
  'EMFILE',
  'ENFILE',
  'EEXIST',
])

/** A fault of the store as 503 `storage_unavailable`; null for anything else. */
export function storageFault(error: unknown): Problem | null {
  const { code, syscall } = error as { code?: string; syscall?: string }
  return syscall && faults.has(code ?? '') ? unavailable() : null
}

export const unavailable = () => problem('storage_unavailable', { members: { retry_after: 30 } })
