import type { Query } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { boot } from '../client/boot.ts'
import { queryClient } from '../client/query.ts'
import type { Change } from './stream.ts'
import { joinTabs } from './tabs.ts'

export type { Change }

const counts = new Map<string, number>()
const changeListeners = new Set<{ topics: readonly string[]; run: (change: Change) => void }>()
const stateListeners = new Set<() => void>()
const lastRun = new Map<string, number>()
const planned = new Map<string, ReturnType<typeof setTimeout>>()
let subscribe: ((topics: readonly string[]) => void) | undefined
let reconnecting = false
let lostTimer: ReturnType<typeof setTimeout> | undefined
let pollTimer: ReturnType<typeof setInterval> | undefined

/**
 * Listens to topics (`tickets`, `ticket:12`) while the component is there: queries whose `meta.topics` hold one
 * of them are read again, at most once a second each; `onChange` hears every message.
 */
export function useLive(topics: readonly string[], onChange?: (change: Change) => void): void {
  const key = topics.join(',')
  useEffect(() => {
    if (!boot.session || !key) return
    const names = key.split(',')
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    join()
    return () => {
      for (const name of names) {
        const left = (counts.get(name) ?? 1) - 1
        if (left > 0) counts.set(name, left)
        else counts.delete(name)
      }
      join()
    }
  }, [key])
  useEffect(() => {
    if (!onChange) return
    const listener = { topics: key.split(','), run: onChange }
    changeListeners.add(listener)
    return () => {
      changeListeners.delete(listener)
    }
  }, [key, onChange])
}

/** True when the stream has been lost for 10 s: the header says so. */
export const useReconnecting = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    () => reconnecting,
  )

function join() {
  subscribe ??= joinTabs({ change, resync: () => refetchActive(), state })
  subscribe([...counts.keys()].sort())
}

function change(message: Change) {
  const names = topicsOf(message)
  for (const listener of changeListeners) {
    if (listener.topics.some((topic) => names.includes(topic))) listener.run(message)
  }
  for (const query of queryClient.getQueryCache().getAll()) {
    if (topicsOfQuery(query).some((topic) => names.includes(topic))) refetchSoon(query)
  }
}

/** `ticket` of the event is heard as `tickets` and `ticket:12`; everything is heard as `audit`. */
function topicsOf({ subject_type, subject_id }: Change): string[] {
  const nouns = ['audit', subject_type, `${subject_type}s`, subject_type.replace(/y$/, 'ies')]
  return subject_id ? [...nouns, `${subject_type}:${subject_id}`] : nouns
}

const topicsOfQuery = (query: Query): readonly string[] =>
  (query.meta?.topics as readonly string[] | undefined) ?? []

function refetchSoon(query: Query) {
  const { queryHash } = query
  if (planned.has(queryHash)) return
  const wait = Math.max(0, (lastRun.get(queryHash) ?? 0) + 1000 - Date.now())
  const timer = setTimeout(() => {
    planned.delete(queryHash)
    lastRun.set(queryHash, Date.now())
    void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true })
  }, wait)
  planned.set(queryHash, timer)
}

function refetchActive() {
  void queryClient.invalidateQueries({ refetchType: 'active' })
}

/** Each failed try says `false` again; the clocks run from the first. */
function state(open: boolean) {
  if (open) {
    clearTimeout(lostTimer)
    clearInterval(pollTimer)
    lostTimer = undefined
    return showReconnecting(false)
  }
  if (lostTimer) return
  lostTimer = setTimeout(() => showReconnecting(true), 10_000)
  pollTimer = setInterval(() => {
    if (document.visibilityState === 'visible') refetchActive()
  }, 30_000)
}

function showReconnecting(value: boolean) {
  if (reconnecting && !value) refetchActive()
  reconnecting = value
  for (const listener of stateListeners) listener()
}
