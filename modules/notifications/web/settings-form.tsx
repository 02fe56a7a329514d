import { type ReactNode, useId } from 'react'
import { locale } from '../../../platform/web/messages/index.ts'
import type { NotificationSettings } from '../contract.ts'
import { t } from './messages.ts'

interface SettingsFormProps {
  value: NotificationSettings
  onChange: (value: NotificationSettings) => void
  /** The zone that holds where none is chosen here; null while another hides it. */
  accountZone: string | null
}

const weekdays = [1, 2, 3, 4, 5, 6, 7]
/** 4 January 2027 is a Monday. */
const weekdayName = (day: number, weekday: 'short' | 'long') =>
  new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(new Date(Date.UTC(2027, 0, 3 + day)))

/** Digest, quiet hours and time zone. */
export function SettingsForm({ value, onChange, accountZone }: SettingsFormProps) {
  const put = (part: Partial<NotificationSettings>) => onChange({ ...value, ...part })
  const isQuiet = value.quiet_from !== null
  return (
    <>
      <div className="nt-grid">
        <Box label={t('settings.time_zone')}>
          {(id) => (
            <select
              id={id}
              className="nt-control"
              value={value.time_zone ?? ''}
              onChange={(event) => put({ time_zone: event.currentTarget.value || null })}
            >
              <option value="">
                {accountZone === null
                  ? t('settings.time_zone_account')
                  : t('settings.time_zone_default', { zone: accountZone })}
              </option>
              {Intl.supportedValuesOf('timeZone').map((zone) => (
                <option key={zone} value={zone}>
                  {zone}
                </option>
              ))}
            </select>
          )}
        </Box>
        <Box label={t('settings.digest_how_often')}>
          {(id) => (
            <select
              id={id}
              className="nt-control"
              value={value.digest}
              onChange={(event) =>
                put({ digest: event.currentTarget.value as NotificationSettings['digest'] })
              }
            >
              {(['off', 'hourly', 'daily', 'weekly'] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`settings.digest_${one}`)}
                </option>
              ))}
            </select>
          )}
        </Box>
        {(value.digest === 'daily' || value.digest === 'weekly') && (
          <Box label={t('settings.digest_time')}>
            {(id) => (
              <Clock id={id} value={value.digest_time} onChange={(digest_time) => put({ digest_time })} />
            )}
          </Box>
        )}
        {value.digest === 'weekly' && (
          <Box label={t('settings.digest_weekday')}>
            {(id) => (
              <select
                id={id}
                className="nt-control"
                value={value.digest_weekday}
                onChange={(event) => put({ digest_weekday: Number(event.currentTarget.value) })}
              >
                {weekdays.map((day) => (
                  <option key={day} value={day}>
                    {weekdayName(day, 'long')}
                  </option>
                ))}
              </select>
            )}
          </Box>
        )}
      </div>
      <label className="mp-check">
        <input
          type="checkbox"
          checked={isQuiet}
          onChange={(event) =>
            put(
              event.currentTarget.checked
                ? { quiet_from: '22:00', quiet_to: '07:00' }
                : { quiet_from: null, quiet_to: null },
            )
          }
        />
        <span>
          {t('settings.quiet')}
          <span className="mp-muted mp-small mp-block">{t('settings.quiet_hint')}</span>
        </span>
      </label>
      {isQuiet && <QuietHours value={value} put={put} />}
    </>
  )
}

function QuietHours({
  value,
  put,
}: {
  value: NotificationSettings
  put: (part: Partial<NotificationSettings>) => void
}) {
  return (
    <>
      <div className="nt-grid">
        <Box label={t('settings.quiet_from')}>
          {(id) => (
            <Clock id={id} value={value.quiet_from ?? ''} onChange={(quiet_from) => put({ quiet_from })} />
          )}
        </Box>
        <Box label={t('settings.quiet_to')}>
          {(id) => <Clock id={id} value={value.quiet_to ?? ''} onChange={(quiet_to) => put({ quiet_to })} />}
        </Box>
      </div>
      <fieldset className="nt-days">
        <legend>{t('settings.quiet_days')}</legend>
        {weekdays.map((day) => (
          <label key={day} className="mp-check">
            <input
              type="checkbox"
              checked={value.quiet_days.includes(day)}
              onChange={(event) =>
                put({
                  quiet_days: event.currentTarget.checked
                    ? [...value.quiet_days, day].sort()
                    : value.quiet_days.filter((one) => one !== day),
                })
              }
            />
            {weekdayName(day, 'short')}
          </label>
        ))}
      </fieldset>
    </>
  )
}

function Box({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="nt-field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  )
}

interface ClockProps {
  id: string
  value: string
  onChange: (value: string) => void
}

function Clock({ id, value, onChange }: ClockProps) {
  return (
    <input
      id={id}
      type="time"
      className="nt-control"
      value={value}
      onChange={(event) => {
        if (event.currentTarget.value) onChange(event.currentTarget.value)
      }}
    />
  )
}
