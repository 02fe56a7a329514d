import './import.css'
import { SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { EmptyState, ErrorState, Link, Loading, Page, Time } from '../../../platform/web/ui/index.ts'
import { type IntegrationCard, integrationsApi } from '../contract.ts'
import { ConnectionState, LastUsed } from './connection-state.tsx'
import { IconPlug } from './icons.ts'
import { t } from './messages.ts'
import { problemWords } from './problem-words.ts'

const states = ['any', 'ok', 'failing', 'untested', 'off'] as const
type State = (typeof states)[number]

/** The systems that the portal can be connected to, and how each of them does. */
export default function IntegrationsPage() {
  const [state, setState] = useState<State>('any')
  const [q, setQ] = useState('')
  const query = { ...(state !== 'any' && { state }), ...(q.trim() && { q: q.trim() }) }
  const answer = useApi(integrationsApi.listIntegrations, { query }, { keep: true })
  const items = answer.data?.items
  return (
    <Page title={t('catalogue.title')} description={t('catalogue.text')}>
      <div className="im-filters">
        <TextInput
          type="search"
          aria-label={t('catalogue.search')}
          placeholder={t('catalogue.search')}
          value={q}
          maxLength={100}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={t('catalogue.state')}
          value={state}
          onChange={(value) => setState(value as State)}
          data={states.map((value) => ({ value, label: t(`catalogue.state_${value}`) }))}
        />
      </div>
      {answer.isLoading && <Loading />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {items?.length === 0 && (
        <EmptyState icon={IconPlug} title={t('catalogue.none')} text={t('catalogue.none_text')} />
      )}
      {items && items.length > 0 && (
        <section aria-label={t('catalogue.group_rmm_psa')}>
          <h2 className="im-group">{t('catalogue.group_rmm_psa')}</h2>
          <ul className="im-cards">
            {items.map((card) => (
              <Card key={card.slug} card={card} />
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

function Card({ card }: { card: IntegrationCard }) {
  const { slug, label, state, last_used_at, last_error_at, last_error_code, last_error, missing } = card
  return (
    <li className="mp-card im-card">
      <div className="im-head">
        <h3>
          <Link to={`/admin/integrations/${slug}`}>{label}</Link>
        </h3>
        <ConnectionState state={state} />
      </div>
      <p className="mp-muted im-flush">{t(`catalogue.about_${slug}`)}</p>
      <LastUsed at={last_used_at} />
      {(state === 'failing' || state === 'paused') && last_error && (
        <p className="mp-error-text im-flush">
          {problemWords({ code: last_error_code }, last_error)} {last_error_at && <Time at={last_error_at} />}
        </p>
      )}
      {missing.length > 0 && (
        <p className="mp-muted im-flush">
          {t('catalogue.missing', {
            fields: missing.map((field) => t(`syncro.${field}` as never)).join(', '),
          })}
        </p>
      )}
    </li>
  )
}
