import { useCallback, useEffect, useRef, useState } from 'react'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { ApiProblem } from '../client/problem.ts'
import { problemOf } from '../client/problem.ts'
import { randomKey } from '../client/random-key.ts'
import { upload } from '../client/upload.ts'
import { problemText, t } from '../messages/index.ts'
import { formatBytes } from './small.tsx'

export interface UploadedFile {
  key: string
  name: string
  size: number
  /** From 0 to 1. */
  share: number
  state: 'waiting' | 'sending' | 'done' | 'failed'
  /** Of the server, when done. */
  id?: number
  reason?: string
}

export interface Uploads {
  files: readonly UploadedFile[]
  /** Ids of the files that have arrived: the form's `upload_ids`. */
  ids: readonly number[]
  busy: boolean
  /** Answers their keys, in the same order. */
  add: (files: Iterable<File>) => string[]
  remove: (key: string) => void
  retry: (key: string) => void
  clear: () => void
  /** Limits, as stated to the person. */
  limits: string
}

interface Options {
  /** Per file. */
  maxBytes: number
  max: number
  /** Takes a file back on the server that was not used. */
  discard?: (id: number) => void
}

/** Sends chosen files, three at once, each with its progress; failed ones stay with their reason. */
export function useUploads<R>(
  declared: Endpoint<undefined, undefined, undefined, R>,
  { maxBytes, max, discard }: Options,
): Uploads {
  const [files, setFiles] = useState<readonly UploadedFile[]>([])
  const sources = useRef(new Map<string, { file: File; stop: AbortController }>())
  const change = useCallback(
    (key: string, part: Partial<UploadedFile>) =>
      setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one))),
    [],
  )

  useEffect(() => {
    const sending = files.filter((file) => file.state === 'sending').length
    for (const { key } of files
      .filter((file) => file.state === 'waiting')
      .slice(0, Math.max(0, 3 - sending))) {
      const source = sources.current.get(key)
      if (!source) continue
      change(key, { state: 'sending', share: 0 })
      upload(declared, source.file, {
        signal: source.stop.signal,
        onProgress: (share) => change(key, { share }),
      }).then(
        (answer) => change(key, { state: 'done', share: 1, id: (answer as unknown as { id: number }).id }),
        (error) =>
          source.stop.signal.aborted || change(key, { state: 'failed', reason: reasonOf(problemOf(error)) }),
      )
    }
  }, [files, declared, change])

  function add(chosen: Iterable<File>) {
    const room = max - files.length
    const added = [...chosen].map((file, at) => {
      const key = randomKey()
      const reason = refusal(file, at < room, { maxBytes, max })
      sources.current.set(key, { file, stop: new AbortController() })
      const state = reason ? ('failed' as const) : ('waiting' as const)
      return { key, name: file.name, size: file.size, share: 0, state, ...(reason && { reason }) }
    })
    setFiles((before) => [...before, ...added])
    return added.map(({ key }) => key)
  }
  function remove(key: string) {
    sources.current.get(key)?.stop.abort()
    const gone = files.find((file) => file.key === key)
    if (gone?.id !== undefined) discard?.(gone.id)
    setFiles((all) => all.filter((file) => file.key !== key))
  }
  return {
    files,
    ids: files.flatMap((file) => (file.id === undefined ? [] : [file.id])),
    busy: files.some((file) => file.state === 'sending' || file.state === 'waiting'),
    add,
    remove,
    retry: (key) => change(key, { state: 'waiting', share: 0 }),
    clear: () => setFiles([]),
    limits: t('file.limits', { max, size: formatBytes(maxBytes) }),
  }
}

const reasonOf = (problem: ApiProblem) => problemText(problem)

function refusal(file: File, fits: boolean, { maxBytes, max }: Options): string | undefined {
  if (!fits) return t('file.too_many', { max })
  if (file.size > maxBytes) return t('file.too_large', { name: file.name, size: formatBytes(maxBytes) })
  return file.size === 0 ? t('problem.file_empty') : undefined
}
