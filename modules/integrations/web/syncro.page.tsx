import './import.css'
import { Button } from '@mantine/core'
import { useApi, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { ErrorState, Link, Loading, Page, Time } from '../../../platform/web/ui/index.ts'
import { type Integration, integrationsApi } from '../contract.ts'
import { ConnectionState, LastUsed } from './connection-state.tsx'
import { CustomerTable } from './customer-table.tsx'
import { t } from './messages.ts'
import { problemWords } from './problem-words.ts'
import { SyncroCheck } from './syncro-check.tsx'
import { SyncroSettings } from './syncro-settings.tsx'

const params = { slug: 'syncro' } as const

/** How Syncro is reached: address, key, and whether it works. */
export default function SyncroPage() {
  const answer = useApi(integrationsApi.readIntegration, { params })
  return (
    <Page title={t('syncro.title')} description={t('syncro.text')} width="text">
      {answer.isLoading && <Loading />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && (
        <div className="mp-stack">
          <SyncroSettings key={answer.data.version} integration={answer.data} />
          <Connection integration={answer.data} />
          <CustomerTable />
          <p className="im-flush">
            <Link to="/admin/tickets/import">{t('syncro.to_import')}</Link>
          </p>
        </div>
      )}
    </Page>
  )
}

function Connection({ integration }: { integration: Integration }) {
  const check = useCall(integrationsApi.checkIntegration, { refreshes: [integrationsApi.readIntegration] })
  const { state, last_check, health } = integration
  return (
    <section className="mp-card im-card" aria-label={t('syncro.connection')}>
      <div className="im-head">
        <h2>{t('syncro.connection')}</h2>
        <ConnectionState state={state} />
      </div>
      <HealthFacts health={health} isOff={state === 'off'} />
      {last_check && <SyncroCheck key={last_check.id} check={last_check} />}
      {check.error && (
        <p role="alert" className="mp-error-text">
          {problemText(check.error)}
        </p>
      )}
      <div>
        <Button
          variant="default"
          disabled={state === 'off'}
          loading={check.isPending || last_check?.status === 'running'}
          onClick={() => check.mutate({ params })}
        >
          {t('syncro.check')}
        </Button>
      </div>
    </section>
  )
}

/** When it was last used, what went wrong last, and until when nobody asks. */
function HealthFacts({ health, isOff }: { health: Integration['health']; isOff: boolean }) {
  const { last_used_at, last_error_at, last_error_code, last_error, paused_until, last_success_at } = health
  const isWorse = last_error_at !== null && (last_success_at === null || last_error_at > last_success_at)
  return (
    <>
      <LastUsed at={last_used_at} />
      {last_error && !isOff && (isWorse || last_error_at === null) && (
        <p className="mp-error-text im-flush">
          {problemWords({ code: last_error_code }, last_error)} {last_error_at && <Time at={last_error_at} />}
        </p>
      )}
      {paused_until && (
        <p className="im-flush">
          {t('syncro.paused_until')} <Time at={paused_until} />
        </p>
      )}
    </>
  )
}
