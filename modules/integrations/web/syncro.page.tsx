import './import.css'
import { Button } from '@mantine/core'
import { useApi, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { ErrorState, Link, Loading, Page, Status } from '../../../platform/web/ui/index.ts'
import { type Integration, integrationsApi } from '../contract.ts'
import { t } from './messages.ts'
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
  const kinds = { off: 'neutral', untested: 'waiting', ok: 'success', failing: 'danger' } as const
  const { state, last_check } = integration
  return (
    <section className="mp-card im-card" aria-label={t('syncro.connection')}>
      <div className="im-head">
        <h2>{t('syncro.connection')}</h2>
        <Status kind={kinds[state]} label={t(`syncro.state_${state}`)} />
      </div>
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
