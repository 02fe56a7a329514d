import type { SignInLimit } from '../contract.ts'
import { t } from './messages.ts'

const units: Record<number, 'second' | 'minute' | 'hour' | 'day'> = {
  1: 'second',
  60: 'minute',
  3600: 'hour',
  86400: 'day',
}

/** How often somebody may ask; set where the portal is started. */
export function LimitsCard({ limits }: { limits: readonly SignInLimit[] }) {
  return (
    <section className="mp-card mp-form" aria-labelledby="limits-heading">
      <h2 id="limits-heading">{t('sign_in_settings.limits')}</h2>
      <p className="mp-muted">{t('sign_in_settings.limits_text')}</p>
      <div className="mp-table-frame">
        <table className="mp-table mp-table-dense">
          <thead>
            <tr>
              <th scope="col">{t('sign_in_settings.limit')}</th>
              <th scope="col">{t('sign_in_settings.limit_rate')}</th>
              <th scope="col">{t('sign_in_settings.limit_variable')}</th>
            </tr>
          </thead>
          <tbody>
            {limits.map((limit) => (
              <tr key={limit.name}>
                <td>{t(`sign_in_settings.limit_${limit.name}`)}</td>
                <td>{rateOf(limit)}</td>
                <td>
                  <code>{limit.variable}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function rateOf({ points, seconds }: SignInLimit): string {
  const unit = seconds === null ? undefined : units[seconds]
  if (points === null || !unit) return t('sign_in_settings.limit_off')
  return t(`sign_in_settings.limit_per_${unit}`, { n: points })
}
