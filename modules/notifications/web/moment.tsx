import type { ContractFormState } from '../../../platform/web/ui/index.ts'

/** What a box for date and time says is meant in the time of this browser; null where it says nothing. */
export function instantOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? new Date(value).toISOString() : null
}

/** An instant as a box for date and time shows it, in the time of this browser: `2026-11-20T06:00`. */
export function localOf(instant: string | null): string {
  if (instant === null) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

interface MomentProps {
  form: ContractFormState
  name: string
  label: string
}

/** A box for date and time. */
export function Moment({ form, name, label }: MomentProps) {
  const error = form.errors[name]
  return (
    <label className="nt-field">
      <span>{label}</span>
      <input
        id={form.fieldId(name)}
        data-label={label}
        type="datetime-local"
        className="nt-control"
        aria-invalid={error ? true : undefined}
        value={String(form.values[name] ?? '')}
        onChange={(event) => form.set(name, event.currentTarget.value)}
      />
      {error && <span className="mp-error-text mp-small">{error}</span>}
    </label>
  )
}
