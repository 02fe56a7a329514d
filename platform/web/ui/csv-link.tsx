import { lazy, type MouseEvent, Suspense, useState } from 'react'
import { problemOf } from '../client/problem.ts'
import { t } from '../messages/index.ts'
import { toast } from './toast.tsx'

const LongExport = lazy(() => import('./long-export.tsx'))

/** Saves the whole list as a file; one that is too long for that is made meanwhile, and the dialog says how far it is. */
export function CsvLink({ url }: { url: string }) {
  const [busy, setBusy] = useState(false)
  const [exportId, setExportId] = useState<number | null>(null)
  async function run(event: MouseEvent) {
    // Into another tab, or saved by the browser itself.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    if (busy) return
    setBusy(true)
    try {
      const { downloadCsv } = await import('./csv-download.ts')
      setExportId(await downloadCsv(url))
    } catch (error) {
      toast.error(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <a className="mp-link mp-small" href={url} download onClick={run} aria-busy={busy}>
        {t(busy ? 'list.csv_busy' : 'list.csv')}
      </a>
      {exportId !== null && (
        <Suspense>
          <LongExport id={exportId} close={() => setExportId(null)} />
        </Suspense>
      )}
    </>
  )
}
