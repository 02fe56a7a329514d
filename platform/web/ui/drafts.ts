import { boot } from '../client/boot.ts'

/** One text or set of texts that was not sent yet; kept in this browser only, for 30 days. */
export interface Draft {
  key: string
  values: Record<string, unknown>
  /** The request that was sent last, as long as nobody knows whether it arrived. */
  sent?: SentRequest | undefined
  saved_at: number
}

export interface SentRequest {
  body: Record<string, unknown>
  /** Its Idempotency-Key. */
  key: string
  at: number
  /** What the draft held when it was sent, as JSON. */
  texts: string
}

const maxAge = 30 * 86_400_000
let opening: Promise<IDBDatabase | null> | undefined

/** The draft under this key, or null. Storage that is full, private or switched off counts as empty. */
export async function readDraft(key: string): Promise<Draft | null> {
  const draft = await request<Draft | undefined>('readonly', (store) => store.get(key))
  if (!draft || Date.now() - draft.saved_at > maxAge) return null
  return draft
}

export const writeDraft = (key: string, values: Record<string, unknown>, sent?: SentRequest) =>
  request('readwrite', (store) => store.put({ key, values, sent, saved_at: Date.now() } satisfies Draft))

export const dropDraft = (key: string) => request('readwrite', (store) => store.delete(key))

/** On log-out: everything this person left in this browser. */
export async function dropAllDrafts(): Promise<void> {
  const database = await open()
  database?.close()
  opening = undefined
  const name = databaseName()
  if (name) indexedDB.deleteDatabase(name)
}

const databaseName = () => boot.session && `myportal-${boot.session.user.id}`

function open(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    const name = databaseName()
    if (!name || typeof indexedDB === 'undefined') return resolve(null)
    try {
      const asked = indexedDB.open(name, 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { keyPath: 'key' })
      asked.onsuccess = () => resolve(asked.result)
      asked.onerror = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
  return opening
}

async function request<T>(
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest,
): Promise<T | undefined> {
  const database = await open()
  if (!database) return undefined
  return new Promise((resolve) => {
    try {
      const asked = run(database.transaction('drafts', mode).objectStore('drafts'))
      asked.onsuccess = () => resolve(asked.result as T)
      asked.onerror = () => resolve(undefined)
    } catch {
      resolve(undefined)
    }
  })
}
