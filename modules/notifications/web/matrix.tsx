import { Fragment } from 'react'
import type { Preference } from '../contract.ts'
import { groupText, t, typeText } from './messages.ts'

interface MatrixProps {
  rows: readonly Preference[]
  onChange: (rows: readonly Preference[]) => void
  smsConfirmed: boolean
}

type Shown = 'in_app' | 'email' | 'sms'

/** Type by channel, by group; the head of a row or a column switches all of it, mandatory ones say why they are fixed. */
export function Matrix({ rows, onChange, smsConfirmed }: MatrixProps) {
  const columns: Shown[] = ['in_app', 'email', 'sms'].filter((channel): channel is Shown =>
    rows.some((row) => row.allowed_channels.includes(channel as Shown)),
  )
  const groups = [...Map.groupBy(rows, ({ group }) => group)]

  function put(changed: Preference) {
    onChange(
      rows.map((row) => (row.event_type === changed.event_type ? { ...changed, is_default: false } : row)),
    )
  }
  function putColumn(channel: Shown) {
    const free = rows.filter((row) => isFree(row, channel, smsConfirmed))
    const on = !free.every((row) => row[`channel_${channel}`])
    const names = new Set(free.map(({ event_type }) => event_type))
    onChange(
      rows.map((row) =>
        names.has(row.event_type) ? { ...row, [`channel_${channel}`]: on, is_default: false } : row,
      ),
    )
  }
  return (
    <div className="nt-scroll">
      <table className="nt-matrix">
        <caption className="mp-hidden">{t('settings.what')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('notifications.type')}</th>
            {columns.map((channel) => (
              <th key={channel} scope="col" className="nt-cell">
                <button type="button" className="mp-link" onClick={() => putColumn(channel)}>
                  {t(`channel.${channel}`)}
                </button>
              </th>
            ))}
            <th scope="col">{t('settings.mode')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(([group, members]) => (
            <Fragment key={group}>
              <tr className="nt-group">
                <th scope="rowgroup" colSpan={columns.length + 2}>
                  {groupText(group)}
                  {members.every(isFixed) && (
                    <div className="mp-small mp-muted nt-why">{t('settings.mandatory')}</div>
                  )}
                </th>
              </tr>
              {members.map((row) => (
                <MatrixRow
                  key={row.event_type}
                  row={row}
                  columns={columns}
                  onChange={put}
                  smsConfirmed={smsConfirmed}
                  why={isFixed(row) && !members.every(isFixed) ? t('settings.mandatory_one') : null}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const isFixed = (row: Preference) => row.mandatory_channels.length > 0

const isFree = (row: Preference, channel: Shown, smsConfirmed: boolean) =>
  row.allowed_channels.includes(channel) &&
  !row.mandatory_channels.includes(channel) &&
  (channel !== 'sms' || smsConfirmed)

interface RowProps {
  row: Preference
  columns: readonly Shown[]
  onChange: (row: Preference) => void
  smsConfirmed: boolean
  /** Why it cannot be switched off, where its group does not say it. */
  why: string | null
}

function MatrixRow({ row, columns, onChange, smsConfirmed, why }: RowProps) {
  const name = typeText(row.event_type, row.label)
  const free = columns.filter((channel) => isFree(row, channel, smsConfirmed))
  const on = !free.every((channel) => row[`channel_${channel}`])
  return (
    <tr>
      <th scope="row">
        {free.length > 0 ? (
          <button
            type="button"
            className="nt-row-head"
            title={t(on ? 'settings.row_on' : 'settings.row_off')}
            onClick={() =>
              onChange({ ...row, ...Object.fromEntries(free.map((channel) => [`channel_${channel}`, on])) })
            }
          >
            {name}
          </button>
        ) : (
          name
        )}
        {row.description && <div className="mp-small mp-muted nt-why">{row.description}</div>}
        {why && <div className="mp-small mp-muted nt-why">{why}</div>}
      </th>
      {columns.map((channel) => (
        <td key={channel} className="nt-cell">
          {row.allowed_channels.includes(channel) ? (
            <input
              type="checkbox"
              checked={row[`channel_${channel}`]}
              disabled={!isFree(row, channel, smsConfirmed)}
              aria-label={`${name}: ${t(`channel.${channel}`)}`}
              onChange={(event) => onChange({ ...row, [`channel_${channel}`]: event.currentTarget.checked })}
            />
          ) : (
            <span className="mp-muted" aria-hidden>
              –
            </span>
          )}
        </td>
      ))}
      <td>
        {row.channel_email && !isFixed(row) && row.allowed_channels.includes('email') && (
          <select
            className="nt-control"
            value={row.email_mode}
            aria-label={`${name}: ${t('settings.mode')}`}
            onChange={(event) =>
              onChange({ ...row, email_mode: event.currentTarget.value as Preference['email_mode'] })
            }
          >
            <option value="instant">{t('settings.instant')}</option>
            <option value="digest">{t('settings.digest')}</option>
          </select>
        )}
      </td>
    </tr>
  )
}
