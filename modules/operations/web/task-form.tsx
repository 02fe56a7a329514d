import { useApi } from '../../../platform/web/client/index.ts'
import { language, locale } from '../../../platform/web/messages/index.ts'
import type { ContractFormState } from '../../../platform/web/ui/index.ts'
import { Field } from '../../../platform/web/ui/index.ts'
import { missedRules, overlapRules, tasksApi } from '../contract/tasks.ts'
import { t } from './messages.ts'
import { useLater } from './use-later.ts'

const zones = Intl.supportedValuesOf('timeZone')
const zoneOptions = [...new Set(['UTC', ...zones])].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}))

/** When it runs, with the next five times as one types. */
export function ScheduleFields({ form }: { form: ContractFormState }) {
  return (
    <>
      <div className="mp-form-pair">
        <Field name="cron" label={t('tasks.cron')} hint={t('tasks.cron_hint')} autoComplete="off" />
        <Field
          name="time_zone"
          as="select"
          label={t('tasks.zone')}
          hint={t('tasks.zone_hint')}
          options={zoneOptions}
        />
      </div>
      <Next cron={String(form.values.cron ?? '')} zone={String(form.values.time_zone ?? 'UTC')} />
      <div className="mp-form-pair">
        <Field
          name="missed"
          as="select"
          label={t('tasks.missed')}
          options={missedRules.map((value) => ({ value, label: t(`tasks.missed_${value}`) }))}
        />
        <Field
          name="overlap"
          as="select"
          label={t('tasks.overlap')}
          options={overlapRules.map((value) => ({ value, label: t(`tasks.overlap_${value}`) }))}
        />
      </div>
      <div className="mp-form-pair">
        <Field name="max_retries" as="number" label={t('tasks.retries')} />
        <Field name="retry_delay_seconds" as="number" label={t('tasks.delay')} />
      </div>
      <Field name="timeout_seconds" as="number" label={t('tasks.timeout')} />
    </>
  )
}

/** By the clock of the task, which may be another one than the reader's. */
const formatIn = (timeZone: string, at: string) =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(at))

function Next({ cron, zone }: { cron: string; zone: string }) {
  const wanted = useLater(`${cron}\n${zone}`, 300)
  const [line = '', time_zone = 'UTC'] = wanted.split('\n')
  const looks = /^\S+( +\S+){4}$/.test(line.trim())
  const { data, error } = useApi(
    tasksApi.previewSchedule,
    { body: { cron: line.trim(), time_zone } },
    { enabled: looks, keep: true, staleTime: 60_000 },
  )
  if (!looks) return <p className="mp-muted mp-small">{t('tasks.five')}</p>
  if (error) return <p className="mp-error-text">{t('tasks.bad_cron')}</p>
  return (
    <div className="mp-note" aria-live="polite">
      <strong>{data?.sentence[language] ?? '…'}</strong>
      <ol className="op-next mp-small">
        {data?.next.map((at) => (
          <li key={at}>
            <time dateTime={at}>{formatIn(time_zone, at)}</time>
          </li>
        ))}
      </ol>
    </div>
  )
}
