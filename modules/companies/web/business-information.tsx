import type { ReactNode } from 'react'
import { Fact } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { t } from './messages.ts'
import { countryName } from './places.ts'

/** What is known about a company, to read: "is this us, is this right?" */
export function BusinessInformation({ company }: { company: Company }) {
  const { email, phone, website, time_zone } = company
  const address = addressOf(company)
  return (
    <div className="mp-stack">
      {company.support_note && (
        <p className="mp-note co-prose">
          <strong>{t('company.support_note')}:</strong> {company.support_note}
        </p>
      )}
      <section className="mp-card mp-stack">
        <h2>{t('company.reached')}</h2>
        <div className="co-facts">
          <Line label={t('company.phone')}>{phone && <a href={`tel:${phone}`}>{phone}</a>}</Line>
          <Line label={t('company.email')}>{email && <a href={`mailto:${email}`}>{email}</a>}</Line>
          <Line label={t('company.website')}>{website && <WebLink to={website} />}</Line>
          <Line label={t('company.address')}>
            {address.length > 0 && address.map((line) => <div key={line}>{line}</div>)}
          </Line>
          <Line label={t('company.time_zone')}>{time_zone?.replaceAll('_', ' ')}</Line>
        </div>
      </section>
      <section className="mp-card mp-stack">
        <h2>{t('company.registered')}</h2>
        <div className="co-facts">
          <Line label={t('company.name')}>{company.name}</Line>
          <Line label={t('company.legal_name')}>{company.legal_name}</Line>
          <Line label={t('company.registration_number')}>{company.registration_number}</Line>
          <Line label={t('company.domains')}>
            {company.domains.length > 0 && company.domains.map(({ domain }) => domain).join(', ')}
          </Line>
        </div>
      </section>
    </div>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return <Fact label={label}>{children || <span className="mp-muted">{t('company.unknown')}</span>}</Fact>
}

function WebLink({ to }: { to: string }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow ugc">
      {to.replace(/^https?:\/\//, '').replace(/\/$/, '')}
    </a>
  )
}

function addressOf({ street, city, state, postcode, country }: Company): string[] {
  const town = [city, state, postcode].filter(Boolean).join(' ')
  return [street, town, country && countryName(country)].filter((line): line is string => Boolean(line))
}
