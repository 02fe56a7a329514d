import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Status, type StatusKind, Time } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import { saveProblems } from './problems-csv.ts'

export type RunStatus = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled'

export interface RunFacts {
  title: string
  status: RunStatus
  /** 0–100; null while nobody knows. */
  progress: number | null
  counts: readonly (readonly [label: string, count: number])[]
  problems: readonly { key: string; place: string; text: string; href?: string | null }[]
  problemsPlace: string
  finished_at: string | null
}

export const isOver = (status: RunStatus) => status !== 'queued' && status !== 'running'

const kinds: Record<RunStatus, StatusKind> = {
  queued: 'neutral',
  running: 'info',
  finished: 'success',
  failed: 'danger',
  cancelled: 'warning',
}

interface RunCardProps {
  run: RunFacts
  onCancel: () => void
  busy: boolean
  children?: ReactNode
}

/** How far an import is, and what came of it. It may be left: the work goes on. */
export function RunCard({ run, onCancel, busy, children }: RunCardProps) {
  const { title, status, progress, counts, problems, problemsPlace, finished_at } = run
  return (
    <section className="mp-card im-run" aria-label={title}>
      <div className="im-head">
        <h3>{title}</h3>
        <Status kind={kinds[status]} label={t(`import.status_${status}`)} />
        {finished_at && (
          <span className="mp-muted">
            <Time at={finished_at} />
          </span>
        )}
        {!isOver(status) && (
          <Button variant="default" size="xs" loading={busy} onClick={onCancel} className="im-cancel">
            {t('import.cancel')}
          </Button>
        )}
      </div>
      {!isOver(status) && (
        <progress
          className="im-progress"
          max={100}
          {...(progress !== null && { value: progress })}
          aria-label={t('import.progress')}
        />
      )}
      <dl className="im-counts" aria-live="polite">
        {counts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{count.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {children}
      {problems.length > 0 && <Problems problems={problems} place={problemsPlace} />}
    </section>
  )
}

function Problems({ problems, place: title }: { problems: RunFacts['problems']; place: string }) {
  return (
    <details open={problems.length <= 5}>
      <summary>{t('import.problems', { count: problems.length })}</summary>
      <div className="im-scroll">
        <table className="im-rows">
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col">{t('import.problem')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ key, place, text, href }) => (
              <tr key={key}>
                <th scope="row">
                  {href ? (
                    <a href={href} target="_blank" rel="noreferrer">
                      {place}
                    </a>
                  ) : (
                    place
                  )}
                </th>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button
        variant="default"
        size="xs"
        onClick={() => saveProblems([title, t('import.problem')], problems)}
      >
        {t('import.problems_csv')}
      </Button>
    </details>
  )
}
