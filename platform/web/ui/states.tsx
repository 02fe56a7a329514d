import { Button, Skeleton } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import type { ApiProblem } from '../client/problem.ts'
import { problemText, t } from '../messages/index.ts'
import { CopyButton } from './copy-button.tsx'
import { IconAlertTriangle, IconInbox } from './icons.ts'

export interface EmptyStateProps {
  icon?: Icon
  title: string
  /** One sentence: what this is, and what to do. */
  text?: string
  action?: ReactNode
}

/** Nothing here yet: what it is and the one action. */
export function EmptyState({ icon: Icon = IconInbox, title, text, action }: EmptyStateProps) {
  return (
    <div className="mp-empty">
      <span className="mp-empty-icon">
        <Icon size={28} stroke={1.5} aria-hidden />
      </span>
      <p className="mp-empty-title">{title}</p>
      {text && <p className="mp-muted">{text}</p>}
      {action && <div className="mp-empty-action">{action}</div>}
    </div>
  )
}

/** A failure: what happened, its code and request id to copy, and "Try again". */
export function ErrorState({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
  const ids = [t('problem.code', { code: problem.code })]
  if (problem.request_id) ids.push(t('problem.request_id', { id: problem.request_id }))
  return (
    <div className="mp-empty" role="alert">
      <span className="mp-empty-icon mp-tint-danger">
        <IconAlertTriangle size={28} stroke={1.5} aria-hidden />
      </span>
      <p className="mp-empty-title">{t('problem.title')}</p>
      <p>{problemText(problem)}</p>
      <p className="mp-small mp-muted">
        {ids.join(' · ')} <CopyButton value={ids.join(' ')} compact />
      </p>
      {retry && (
        <div className="mp-empty-action">
          <Button variant="default" onClick={retry}>
            {t('action.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Skeleton lines; they appear after 150 ms, so that quick answers do not flicker. */
export function Loading({ rows = 4, height = 20 }: { rows?: number; height?: number }) {
  const shown = useLater(150)
  return (
    <div className="mp-loading" role="status" aria-label={t('list.loading')}>
      {shown &&
        Array.from({ length: rows }, (_, row) => row).map((row) => (
          <Skeleton key={row} height={height} width={`${96 - ((row * 17) % 40)}%`} />
        ))}
    </div>
  )
}

function useLater(milliseconds: number): boolean {
  const [later, setLater] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds)
    return () => clearTimeout(timer)
  }, [milliseconds])
  return later
}
