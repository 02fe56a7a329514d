import './import.css'
import { Page } from '../../../platform/web/ui/index.ts'
import { ImportFile } from './import-file.tsx'
import { ImportSyncro } from './import-syncro.tsx'
import { t } from './messages.ts'

/** Brings tickets in: from a file, or from Syncro. The page may be left; the work goes on. */
export default function TicketImportPage() {
  return (
    <Page title={t('import.title')} description={t('import.text')}>
      <div className="im-columns">
        <ImportFile />
        <ImportSyncro />
      </div>
    </Page>
  )
}
