import { TextInput } from '@mantine/core'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** From this day until that day, both included, in the reader's own time. */
export function AuditPeriod({ list }: { list: ListState }) {
  const from = dayOf(list.query.from)
  const until = dayOf(list.query.to, -1)
  return (
    <div className="audit-period">
      <TextInput
        type="date"
        label={t('audit.from')}
        value={from}
        onChange={({ currentTarget }) => list.set({ from: momentOf(currentTarget.value) })}
      />
      <TextInput
        type="date"
        label={t('audit.until')}
        value={until}
        onChange={({ currentTarget }) => list.set({ to: momentOf(currentTarget.value, 1) })}
      />
      {!from && !until && <span className="mp-muted mp-small audit-usual">{t('audit.last_days')}</span>}
    </div>
  )
}

/** An instant as the day of a date field; `days` is added. */
function dayOf(moment: unknown, days = 0): string {
  if (typeof moment !== 'string') return ''
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return ''
  date.setDate(date.getDate() + days)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The beginning of a day here. */
function momentOf(day: string, days = 0): string | undefined {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date || year < 1900) return undefined
  return new Date(year, month - 1, date + days).toISOString()
}
