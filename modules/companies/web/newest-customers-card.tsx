import './companies.css'
import { useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { Link, Time } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { CompanyMark } from './company-mark.tsx'
import { t } from './messages.ts'

const query = { kind: 'customer', sort: '-created_at', limit: 5 } as const
const topics = ['company']

/** Home: the customers that came last. */
export default function NewestCustomersCard() {
  const { data } = useApi(companiesApi.listCompanies, { query }, { topics })
  useLive(topics)
  if (!data || data.items.length === 0) return null
  return (
    <section className="mp-card">
      <h2>{t('companies.newest')}</h2>
      <ul className="co-lines">
        {data.items.map((company) => (
          <li key={company.id} className="co-line">
            <Link to={`/companies/${company.id}`} className="co-line-text mp-person co-plain">
              <CompanyMark company={company} />
              {company.name}
            </Link>
            <span className="mp-muted mp-small">
              <Time at={company.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
