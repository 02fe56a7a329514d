import type { AnyEndpoint } from '../../../platform/contract/endpoint.ts'
import { urlOf } from '../../../platform/web/client/api.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** Links to the same entries as a file. */
export function AuditExport({ query }: { query: Record<string, unknown> }) {
  const { after: _, limit: __, ...filters } = query
  const to = (format: string) =>
    urlOf(companiesApi.exportAuditLogs as AnyEndpoint, { query: { ...filters, format } })
  return (
    <span className="audit-export">
      <a className="mp-link mp-small" href={to('csv')} download>
        {t('audit.csv')}
      </a>
      <a className="mp-link mp-small" href={to('ndjson')} download>
        {t('audit.ndjson')}
      </a>
    </span>
  )
}
