import './import.css'
import { Button } from '@mantine/core'
import { refresh, useApi, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import {
  ContractForm,
  ErrorState,
  Field,
  Link,
  Loading,
  Page,
  Status,
  SubmitButton,
  Time,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { type Integration, integrationsApi } from '../contract.ts'
import { t } from './messages.ts'
import { SyncroCheck } from './syncro-check.tsx'

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
          <Settings key={answer.data.version} integration={answer.data} />
          <Connection integration={answer.data} />
          <p className="im-flush">
            <Link to="/admin/tickets/import">{t('syncro.to_import')}</Link>
          </p>
        </div>
      )}
    </Page>
  )
}

function Settings({ integration }: { integration: Integration }) {
  const { settings, secrets, version } = integration
  const form = useContractForm(integrationsApi.saveIntegration, {
    request: { params },
    values: {
      enabled: integration.enabled,
      base_url: settings.base_url,
      requests_per_minute: settings.requests_per_minute,
      statuses: Object.entries(settings.statuses)
        .map(([theirs, ours]) => `${theirs} = ${ours}`)
        .join('\n'),
      api_key: '',
    },
    prepare: (body) => bodyOf(body, version),
    onDone: () => {
      toast.success(t('syncro.saved'))
      void refresh(integrationsApi.readIntegration)
    },
  })
  return (
    <ContractForm form={form} className="mp-card im-card">
      <Field name="base_url" label={t('syncro.base_url')} hint={t('syncro.base_url_hint')} />
      <Field
        name="api_key"
        as="password"
        label={t('syncro.api_key')}
        hint={t(secrets.api_key ? 'syncro.api_key_keep' : 'syncro.api_key_hint')}
      />
      {secrets.api_key && (
        <p className="mp-muted im-flush">
          {t('syncro.api_key_set')} <Time at={secrets.api_key.set_at} />
        </p>
      )}
      <Field name="requests_per_minute" as="number" label={t('syncro.rate')} hint={t('syncro.rate_hint')} />
      <Field
        name="statuses"
        as="area"
        rows={4}
        label={t('syncro.statuses')}
        hint={t('syncro.statuses_hint')}
      />
      <Field name="enabled" as="checkbox" label={t('syncro.enabled')} />
      <SubmitButton>{t('syncro.save')}</SubmitButton>
    </ContractForm>
  )
}

/** From the fields to what the contract takes. */
function bodyOf(body: Record<string, unknown>, version: number): Record<string, unknown> {
  const lines = String(body.statuses ?? '').split('\n')
  const statuses = Object.fromEntries(
    lines.flatMap((line): [string, string][] => {
      const [, theirs = '', ours = ''] = /^(.+?)\s*[=→]\s*(\S+)\s*$/.exec(line) ?? []
      return theirs ? [[theirs.trim(), ours]] : []
    }),
  )
  const { base_url, requests_per_minute, enabled, api_key } = body
  return {
    version,
    enabled: enabled === true,
    settings: { base_url: base_url ?? '', requests_per_minute, statuses },
    ...(typeof api_key === 'string' && api_key !== '' && { secrets: { api_key } }),
  }
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
