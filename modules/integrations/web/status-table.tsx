import { Button, CloseButton, Select, TextInput } from '@mantine/core'
import { useApi } from '../../../platform/web/client/index.ts'
import { ticketsApi } from '../../tickets/contract.ts'
import { t } from './messages.ts'

export interface StatusWord {
  /** Names the row while it is typed in. */
  key: number
  theirs: string
  ours: string
}

let keys = 0

/** A mapping as rows to be typed in, and back: what is not filled in says nothing. */
export const rowsOf = (statuses: Record<string, string>): StatusWord[] =>
  Object.entries(statuses).map(([theirs, ours]) => ({ key: ++keys, theirs, ours }))
export const statusesOf = (rows: readonly StatusWord[]): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap(({ theirs, ours }) => (theirs.trim() && ours ? [[theirs.trim(), ours] as const] : [])),
  )

interface StatusTableProps {
  rows: readonly StatusWord[]
  onChange: (rows: StatusWord[]) => void
  error: string | undefined
}

/** Which status of theirs is which of ours. */
export function StatusTable({ rows, onChange, error }: StatusTableProps) {
  const options = useApi(ticketsApi.options, { query: {} }, { staleTime: 60_000 })
  const choices = (options.data?.statuses ?? []).map(({ key, label }) => ({ value: key, label }))
  const set = (at: number, more: Partial<StatusWord>) =>
    onChange(rows.map((row, n) => (n === at ? { ...row, ...more } : row)))
  return (
    <fieldset className="im-words">
      <legend>{t('syncro.statuses')}</legend>
      <p className="mp-muted im-flush">{t('syncro.statuses_hint')}</p>
      {rows.map((row, at) => (
        <div key={row.key} className="im-word">
          <TextInput
            aria-label={t('syncro.their_status', { n: at + 1 })}
            placeholder={t('syncro.their_status_hint')}
            maxLength={100}
            value={row.theirs}
            onChange={(event) => set(at, { theirs: event.currentTarget.value })}
          />
          <span aria-hidden>→</span>
          <Select
            aria-label={t('syncro.our_status', { n: at + 1 })}
            placeholder={t('syncro.our_status_hint')}
            data={choices}
            value={row.ours || null}
            onChange={(value) => set(at, { ours: value ?? '' })}
          />
          <CloseButton
            aria-label={t('syncro.remove_status', { name: row.theirs || String(at + 1) })}
            onClick={() => onChange(rows.filter((_, n) => n !== at))}
          />
        </div>
      ))}
      {error && (
        <p role="alert" className="mp-error-text">
          {error}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...rows, { key: ++keys, theirs: '', ours: '' }])}
        >
          {t('syncro.add_status')}
        </Button>
      </div>
    </fieldset>
  )
}
