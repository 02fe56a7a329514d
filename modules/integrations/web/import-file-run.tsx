import { Button } from '@mantine/core'
import type { TicketImport } from '../../tickets/contract.ts'
import { t } from './messages.ts'
import { problemWords } from './problem-words.ts'
import { RunCard } from './run-card.tsx'

interface FileRunProps {
  run: TicketImport
  busy: boolean
  onCancel: () => void
  /** Imports what was checked; while the file is still at hand. */
  onApply?: () => void
}

/** The newest import of a file: how far it is; of a check, what it would take. */
export function FileRun({ run, busy, onCancel, onApply }: FileRunProps) {
  const good = run.created + run.updated
  return (
    <RunCard run={factsOf(run)} busy={busy} onCancel={onCancel}>
      {run.sample.length > 0 && <Sample rows={run.sample} />}
      {run.mode === 'check' && run.status === 'finished' && (
        <div className="im-next">
          <p className="im-flush">
            {t(onApply ? 'import.checked' : 'import.checked_before', { count: good })}
          </p>
          {onApply && good > 0 && <Button onClick={onApply}>{t('import.apply', { count: good })}</Button>}
        </div>
      )}
    </RunCard>
  )
}

function Sample({ rows }: { rows: TicketImport['sample'] }) {
  return (
    <details open>
      <summary>{t('import.sample')}</summary>
      <div className="im-scroll">
        <table className="im-rows">
          <thead>
            <tr>
              {(['subject', 'company', 'requester', 'status', 'created_at', 'entries'] as const).map(
                (name) => (
                  <th key={name} scope="col">
                    {t(`import.sample_${name}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line}>
                <th scope="row">{row.subject}</th>
                <td>{row.company ?? '–'}</td>
                <td>{row.requester ?? '–'}</td>
                <td>{row.status ?? '–'}</td>
                <td>{row.created_at?.slice(0, 10) ?? '–'}</td>
                <td>{row.entries}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function factsOf(run: TicketImport) {
  const { source, file_name: file } = run
  return {
    title: t(run.mode === 'check' ? 'import.check_of' : 'import.import_of', { file, source }),
    status: run.status,
    progress: run.progress,
    counts: [
      [t('import.rows'), run.rows_done],
      [t('import.created'), run.created],
      [t('import.updated'), run.updated],
      [t('import.skipped'), run.skipped],
      [t('import.refused'), run.refused],
    ] as const,
    problems: run.problems.map((problem, at) => ({
      key: `${at} ${problem.line}`,
      place: String(problem.line),
      text: problemWords(problem, problem.message),
    })),
    problemsPlace: t('import.line'),
    finished_at: run.finished_at,
  }
}
