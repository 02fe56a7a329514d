import type { ListState } from './list-state.ts'

interface DateRangeProps {
  list: ListState
  /** Parameters of the contract's query, and what they are called. */
  from: { name: string; label: string }
  to: { name: string; label: string }
}

/** From and until, as days of the reader's calendar, both included. */
export function DateRange({ list, from, to }: DateRangeProps) {
  return (
    <div className="mp-dates">
      <DateBox list={list} {...from} end={false} />
      <DateBox list={list} {...to} end />
    </div>
  )
}

function DateBox({ list, name, label, end }: { list: ListState; name: string; label: string; end: boolean }) {
  const value = list.query[name]
  return (
    <label className="mp-date">
      <span className="mp-small mp-muted">{label}</span>
      <input
        type="date"
        value={typeof value === 'string' ? dayOf(value) : ''}
        onChange={(event) => list.set({ [name]: instantOf(event.currentTarget.value, end) })}
      />
    </label>
  )
}

function dayOf(instant: string): string {
  const date = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function instantOf(day: string, end: boolean): string | undefined {
  const date = new Date(`${day}T${end ? '23:59:59.999' : '00:00:00.000'}`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
