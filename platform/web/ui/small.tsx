import { useEffect, useState } from 'react'
import { locale, t, timeZone } from '../messages/index.ts'

export type StatusKind = 'neutral' | 'info' | 'waiting' | 'success' | 'warning' | 'danger'

/** A state: always a dot and a word. `<Status kind="success" label="Active" />` */
export function Status({ kind, label }: { kind: StatusKind; label: string }) {
  return (
    <span className={`mp-status mp-tint-${kind}`}>
      <span className="mp-dot" aria-hidden />
      {label}
    </span>
  )
}

/** An instant: relative below 24 h, absolute with its zone on hover. `dateOnly` for calendar dates, never shifted. */
export function Time({ at, dateOnly }: { at: string | null; dateOnly?: boolean }) {
  useMinute(!dateOnly && at !== null)
  if (at === null) return <span className="mp-muted">{t('time.never')}</span>
  if (dateOnly) return <time dateTime={at}>{formatDate(at)}</time>
  return (
    <time dateTime={at} title={formatTime(at)}>
      {relative(at)}
    </time>
  )
}

/** A person: initials and name, with an optional muted second part. */
export function Person({ name, detail }: { name: string; detail?: string | null }) {
  return (
    <span className="mp-person">
      <Initials name={name} />
      <span className="mp-person-name">
        {name}
        {detail && <span className="mp-muted"> {detail}</span>}
      </span>
    </span>
  )
}

/** A round (person) or square (company) mark with initials; decoration only. */
export function Initials({ name, square, size = 24 }: { name: string; square?: boolean; size?: number }) {
  const words = name.split(/[\s@.]+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  return (
    <span
      className={square ? 'mp-initials mp-initials-square' : 'mp-initials'}
      style={{ width: size, height: size, fontSize: size * 0.42 }}
      data-letters={letters.join('').toUpperCase()}
      aria-hidden
    />
  )
}

/** Absolute, in the person's zone: "20 Nov 2026, 22:30 GMT". */
export const formatTime = (at: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))

const formatDate = (date: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(
    new Date(`${date.slice(0, 10)}T00:00Z`),
  )

function relative(at: string): string {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000
  const distance = Math.abs(seconds)
  if (distance >= 86_400) {
    return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(new Date(at))
  }
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (distance < 45) return words.format(0, 'second')
  if (distance < 3570) return words.format(Math.round(seconds / 60), 'minute')
  return words.format(Math.round(seconds / 3600), 'hour')
}

function useMinute(on: boolean) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!on) return
    const timer = setInterval(() => tick((count) => count + 1), 60_000)
    return () => clearInterval(timer)
  }, [on])
}

/** "1.4 MB", in steps of 1024 as limits are set and file managers count. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2
  const unit = (['byte', 'kilobyte', 'megabyte'] as const)[step] ?? 'byte'
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(bytes / 1024 ** step)
}
