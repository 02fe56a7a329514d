import './audit.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { EmptyState, ErrorState, Loading } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { AuditEntries } from './audit-entries.tsx'
import { IconHistory } from './icons.ts'
import { t } from './messages.ts'

interface Props {
  /** `ticket` and its id: what happened to one thing. */
  subject_type?: string
  subject_id?: number
  /** What happened in one company. */
  company_id?: number
}

/** What happened to one thing or in one company, newest first; for people who may see the audit log. */
export default function History(about: Props) {
  const [pages, setPages] = useState<readonly (string | null)[]>([null])
  return (
    <>
      {pages.map((after, at) => (
        <HistoryPage
          key={after ?? ''}
          about={about}
          after={after}
          onMore={at === pages.length - 1 ? (next) => setPages([...pages, next]) : null}
        />
      ))}
    </>
  )
}

interface PageProps {
  about: Props
  after: string | null
  onMore: ((next: string) => void) | null
}

function HistoryPage({ about: { company_id, ...subject }, after, onMore }: PageProps) {
  const query = {
    ...subject,
    ...(company_id !== undefined && { company_id: String(company_id) }),
    from: '2000-01-01',
    limit: 25,
    locale: language,
    ...(after && { after }),
  }
  const answer = useApi(companiesApi.listAuditLogs, { query })
  if (answer.isPending) return <Loading rows={5} height={44} />
  if (answer.error) return <ErrorState problem={answer.error} retry={() => void answer.refetch()} />
  const { items, next } = answer.data
  if (items.length === 0 && !next && !after)
    return <EmptyState icon={IconHistory} title={t('audit.empty')} text={t('audit.history_empty')} />
  return (
    <>
      <AuditEntries entries={items} />
      {next && onMore && (
        <Button variant="subtle" onClick={() => onMore(next)}>
          {t('audit.more')}
        </Button>
      )}
    </>
  )
}
