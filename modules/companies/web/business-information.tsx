import type { ReactNode } from 'react'
import { language } from '../../../platform/web/messages/index.ts'
import { Fact, Link } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { t } from './messages.ts'
import { countryName } from './places.ts'

/** What is known about a company, to read: "is this us, is this right?" */
export function BusinessInformation({ company, may }: { company: Company; may: boolean }) {
  const { email, phone, website, time_zone, locale, account_manager: manager } = company
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
          <Line label={t('company.locale')}>{locale && languageName(locale)}</Line>
          <Line label={t('company.account_manager')}>{manager && <Manager manager={manager} />}</Line>
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
          {company.parent && <Line label={t('company.parent')}>{company.parent.name}</Line>}
        </div>
        {!may && <WrongTicket />}
      </section>
    </div>
  )
}

function Manager({ manager: { name, email } }: { manager: { name: string; email: string } }) {
  return (
    <>
      {name}
      <br />
      <a href={`mailto:${email}`}>{email}</a>
    </>
  )
}

/** Who may not edit says what is wrong by a ticket that is begun already. */
function WrongTicket() {
  return (
    <p className="co-flat">
      <Link to={`/tickets/new?subject=${encodeURIComponent(t('company.wrong_subject'))}`} className="mp-link">
        {t('company.wrong')}
      </Link>
    </p>
  )
}

const names = new Intl.DisplayNames(language, { type: 'language', fallback: 'code' })
const languageName = (tag: string) => names.of(tag) ?? tag

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
