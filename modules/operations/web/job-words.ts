import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import type { JobItem } from '../contract/jobs.ts'
import type { RunItem } from '../contract/tasks.ts'
import { t } from './messages.ts'

const jobKinds: Record<JobItem['state'], StatusKind> = {
  due: 'waiting',
  running: 'info',
  retrying: 'warning',
  done: 'success',
  cancelled: 'neutral',
  dead: 'danger',
}

export const jobStatus = (state: JobItem['state']) => ({
  kind: jobKinds[state],
  label: t(`jobs.state_${state}`),
})

const runKinds: Record<RunItem['status'], StatusKind> = {
  queued: 'waiting',
  running: 'info',
  retrying: 'warning',
  succeeded: 'success',
  failed: 'danger',
  cancelled: 'neutral',
  skipped: 'neutral',
}

export const runStatus = (status: RunItem['status']) => ({
  kind: runKinds[status],
  label: t(`tasks.status_${status}`),
})

/** What a queue or task does, in words where there are some. */
export function workName(name: string, fallback = name): string {
  const key = `work.${name}`
  return hasText(key) ? translateAny(key) : fallback
}

/** "1 min 5 s" from seconds; short ones to a tenth. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** How long a run took, or has taken until now; null before it began. */
export function lasted({
  started_at,
  finished_at,
}: Pick<RunItem, 'started_at' | 'finished_at'>): string | null {
  if (!started_at) return null
  const end = finished_at ? Date.parse(finished_at) : Date.now()
  return duration(Math.max(0, end - Date.parse(started_at)) / 1_000)
}
