import { Button } from '@mantine/core'
import {
  boot,
  hasPermission,
  hrefOf,
  isProvider,
  problemOf,
  useCall,
} from '../../../platform/web/client/index.ts'
import { Menu, toast } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import { filterOf } from './list-question.ts'
import { t } from './messages.ts'

const mayExport = () =>
  isProvider() ? boot.session?.user.is_super_admin === true : hasPermission('tickets.view_company')

/** What the list shows as a file: a table, or everything with its entries, to be imported elsewhere. */
export function ExportButton({ query }: { query: Readonly<Record<string, unknown>> }) {
  const start = useCall(ticketsApi.startExport, {
    onDone: ({ content_path }) => window.location.assign(hrefOf(content_path)),
  })
  if (!mayExport()) return null
  const run = (format: 'csv' | 'ndjson') =>
    start.mutate(
      { body: { format, ...filterOf(query) } },
      { onError: (error) => toast.error(problemOf(error)) },
    )
  return (
    <Menu
      label={t('tickets.export')}
      button={
        <Button component="span" variant="default" loading={start.isPending}>
          {t('tickets.export')}
        </Button>
      }
      className="tk-export"
      items={[
        { label: t('tickets.export_csv'), run: () => run('csv') },
        { label: t('tickets.export_ndjson'), run: () => run('ndjson') },
      ]}
    />
  )
}
