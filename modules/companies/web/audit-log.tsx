import './audit.css'
import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { EmptyState, ErrorState, Loading, useListState } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { AuditEntries } from './audit-entries.tsx'
import { AuditExport } from './audit-export.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { IconHistory } from './icons.ts'
import { t } from './messages.ts'

const live = ['audit']

/**
 * The audit log with its filters, all of them in the address. `fixed` filters belong to the page that shows it:
 * `{preset: 'access_changes'}`, `{company_id: '4'}`.
 */
export default function AuditLog({ fixed = {} }: { fixed?: Record<string, string> }) {
  const list = useListState(companiesApi.listAuditLogs)
  const query = { ...list.query, ...fixed, locale: language }
  const answer = useApi(companiesApi.listAuditLogs, { query }, { keep: true })
  const newer = useNewer(list)
  const entries = answer.data?.items ?? []

  return (
    <>
      <AuditFilters list={list} fixed={fixed} entries={entries} />
      {newer.some && (
        <Button
          variant="light"
          fullWidth
          className="audit-newer"
          onClick={() => {
            newer.seen()
            if (list.query.after) list.first()
            else void answer.refetch()
          }}
        >
          {t('audit.newer')}
        </Button>
      )}
      {answer.isPending && <Loading rows={10} height={44} />}
      {answer.error && !answer.data && (
        <ErrorState problem={answer.error} retry={() => void answer.refetch()} />
      )}
      {answer.data && entries.length > 0 && <AuditEntries entries={entries} list={list} />}
      {answer.data && entries.length === 0 && <Nothing list={list} goesOn={answer.data.next !== null} />}
      <Foot list={list} next={answer.data?.next ?? null} query={query} />
    </>
  )
}

/** Whether something happened since the page was read; only where the newest stand on top. */
function useNewer(list: ListState) {
  const [some, setSome] = useState(false)
  const hear = useCallback(() => setSome(true), [])
  useLive(live, hear)
  return { some: some && (list.query.sort ?? '-created_at') === '-created_at', seen: () => setSome(false) }
}

function Nothing({ list, goesOn }: { list: ListState; goesOn: boolean }) {
  if (goesOn)
    return <EmptyState icon={IconHistory} title={t('audit.further')} text={t('audit.further_text')} />
  return (
    <EmptyState
      icon={IconHistory}
      title={t('audit.empty')}
      text={t('audit.empty_text')}
      action={
        list.filtered && (
          <Button variant="default" onClick={list.clear}>
            {t('audit.clear')}
          </Button>
        )
      }
    />
  )
}

function Foot({
  list,
  next,
  query,
}: {
  list: ListState
  next: string | null
  query: Record<string, unknown>
}) {
  return (
    <nav className="audit-foot" aria-label={t('audit.pages')}>
      <AuditExport query={query} />
      <span className="audit-pages">
        {list.back !== 'none' && (
          <Button variant="subtle" onClick={list.first}>
            {t('audit.first')}
          </Button>
        )}
        {list.back === 'previous' && (
          <Button variant="default" onClick={list.previous}>
            {t('audit.previous')}
          </Button>
        )}
        {next && (
          <Button variant="default" onClick={() => list.next(next)}>
            {t('audit.next')}
          </Button>
        )}
      </span>
    </nav>
  )
}
