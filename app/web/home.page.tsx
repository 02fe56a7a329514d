import { lazy, Suspense } from 'react'
import { companiesApi } from '../../modules/companies/contract.ts'
import { useApi, useCompany, useSignedIn } from '../../platform/web/client/index.ts'
import { useLive } from '../../platform/web/live/index.ts'
import { hasText, translateAny } from '../../platform/web/messages/index.ts'
import type { HomeCard } from '../../platform/web/module.ts'
import { EmptyState, ErrorState, Link, Loading, Page, Region, Time } from '../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import { entries } from './modules.ts'

const topics = ['counts']
const cards = entries((module) => module.homeCards)
  .map((card) => ({ ...card, Card: lazy(card.card) }))
  .sort((one, other) => one.order - other.order)

/** What waits for this person. Every card fails alone. */
export default function HomePage() {
  const { user } = useSignedIn()
  const company = useCompany()
  return (
    <Page title={t('home.title')} description={t('home.hello', { name: user.first_name || user.email })}>
      <div className="mp-stack">
        {cards.filter((card) => card.wide).map(draw)}
        {company ? <Numbers /> : <EmptyState title={t('home.no_company')} text={t('home.no_company_text')} />}
        <div className="mp-cards">{cards.filter((card) => !card.wide).map(draw)}</div>
      </div>
    </Page>
  )
}

const draw = ({ key, Card }: HomeCard & { Card: React.ComponentType }) => (
  <Region key={key}>
    <Suspense fallback={<Loading rows={2} />}>
      <Card />
    </Suspense>
  </Region>
)

/** Numbers of the company one works in, each a link to its list. */
function Numbers() {
  const { data, error, refetch, isPending } = useApi(companiesApi.readDashboard, {}, { topics })
  useLive(topics)
  if (isPending) return <Loading rows={2} height={40} />
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  if (data.cards.length === 0) return <EmptyState title={t('home.nothing')} text={t('home.nothing_text')} />
  return (
    <>
      <ul className="mp-numbers">
        {data.cards.map((card) => (
          <li key={card.name}>
            <Link to={card.path} className="mp-number">
              <span className="mp-number-value">
                {card.value}
                {card.capped && '+'}
              </span>
              <span>{labelOf(card)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {data.waiting_since && <Waiting since={data.waiting_since} />}
    </>
  )
}

/** The numbers are older than they should be: since when. */
function Waiting({ since }: { since: string }) {
  return (
    <p className="mp-muted mp-small" role="status">
      {t('home.waiting')} <Time at={since} />
    </p>
  )
}

/** Modules name their numbers in their catalogue: `dashboard.<name>`. */
function labelOf({ name, label }: { name: string; label: string }): string {
  const key = `dashboard.${name}`
  return hasText(key) ? translateAny(key) : label
}
