import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useApi, useCall } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { ErrorState, Link, Loading, refusalText } from '../../../platform/web/ui/index.ts'
import { integrationsApi, type SyncRun } from '../contract.ts'
import { t } from './messages.ts'
import { problemWords } from './problem-words.ts'
import { isOver, RunCard } from './run-card.tsx'

type Mode = 'single' | 'range' | 'all'
const topics = ['sync_runs'] as const

/** Tickets from Syncro: one, a range of numbers, or all. */
export function ImportSyncro() {
  useLive(topics)
  const connection = useApi(integrationsApi.readIntegration, { params: { slug: 'syncro' } })
  const runs = useApi(integrationsApi.listSyncroImports, { query: { limit: 1 } }, { topics })
  const start = useCall(integrationsApi.importSyncro, { refreshes: [integrationsApi.listSyncroImports] })
  const cancel = useCall(integrationsApi.cancelSyncroImport, {
    refreshes: [integrationsApi.listSyncroImports],
  })
  const newest = runs.data?.items[0]
  if (connection.isLoading) return <Loading />
  if (connection.error)
    return <ErrorState problem={connection.error} retry={() => void connection.refetch()} />
  const isReady = connection.data?.enabled === true
  return (
    <section className="mp-stack" aria-label={t('import.syncro')}>
      <div className="mp-card im-card">
        <h2>{t('import.syncro')}</h2>
        {isReady ? (
          <SyncroForm
            busy={start.isPending || (newest !== undefined && !isOver(newest.status))}
            onStart={(body) => start.mutate({ body: { ...body, wait: false } })}
          />
        ) : (
          <p>{t('import.syncro_off')}</p>
        )}
        {start.error && (
          <p role="alert" className="mp-error-text">
            {refusalText(start.error)}
          </p>
        )}
        <p className="im-flush">
          <Link to="/admin/integrations/syncro">{t('import.syncro_settings')}</Link>
        </p>
      </div>
      {newest && (
        <RunCard
          run={factsOf(newest, connection.data?.settings.base_url ?? '')}
          busy={cancel.isPending}
          onCancel={() => cancel.mutate({ params: { sync_run_id: newest.id } })}
        />
      )}
    </section>
  )
}

interface SyncroFormProps {
  busy: boolean
  onStart: (body: { mode: Mode; ticket_id?: number; start_id?: number; end_id?: number }) => void
}

function SyncroForm({ busy, onStart }: SyncroFormProps) {
  const [mode, setMode] = useState<Mode>('single')
  const [first, setFirst] = useState<number | string>('')
  const [last, setLast] = useState<number | string>('')
  const isFilled =
    mode === 'all' || (Number(first) > 0 && (mode === 'single' || Number(last) >= Number(first)))
  return (
    <form
      className="im-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (mode === 'all') onStart({ mode })
        else if (mode === 'single') onStart({ mode, ticket_id: Number(first) })
        else onStart({ mode, start_id: Number(first), end_id: Number(last) })
      }}
    >
      <SegmentedControl
        aria-label={t('import.mode')}
        value={mode}
        onChange={(value) => setMode(value as Mode)}
        data={(['single', 'range', 'all'] as const).map((value) => ({
          value,
          label: t(`import.mode_${value}`),
        }))}
      />
      {mode !== 'all' && (
        <NumberInput
          label={t(mode === 'single' ? 'import.ticket_id' : 'import.start_id')}
          value={first}
          onChange={setFirst}
          min={1}
          allowDecimal={false}
          hideControls
        />
      )}
      {mode === 'range' && (
        <NumberInput
          label={t('import.end_id')}
          value={last}
          onChange={setLast}
          min={1}
          allowDecimal={false}
          hideControls
        />
      )}
      {mode === 'all' && <p className="mp-muted im-flush">{t('import.all_text')}</p>}
      <div>
        <Button type="submit" disabled={!isFilled || busy}>
          {t('import.start')}
        </Button>
      </div>
    </form>
  )
}

function factsOf(run: SyncRun, base: string) {
  const numbers = run.mode === 'single' ? `${run.ticket_id}` : `${run.start_id}–${run.end_id}`
  return {
    title: run.mode === 'all' ? t('import.run_all') : t('import.run_numbers', { numbers }),
    status: run.status,
    progress: run.progress,
    counts: [
      [t('import.fetched'), run.fetched],
      [t('import.created'), run.created],
      [t('import.updated'), run.updated],
      [t('import.skipped'), run.skipped],
      [t('import.failed_items'), run.failed_items],
    ] as const,
    problems: run.problems.map(({ external_id, detail, ...problem }, at) => ({
      key: `${at} ${external_id}`,
      place: external_id || '–',
      href:
        base && external_id ? `${base.replace(/\/+$/, '')}/tickets/${encodeURIComponent(external_id)}` : null,
      text: problemWords(problem, detail),
    })),
    problemsPlace: t('import.number'),
    finished_at: run.finished_at,
  }
}
