import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import './factors.css'
import { t } from './messages.ts'

interface Factor {
  id: number
  name: string
  created_at: string
  last_used_at: string | null
}

interface FactorListProps<One extends Factor> {
  label: string
  items: readonly One[]
  onRename?: (one: One) => void
  onRemove: (one: One) => void
}

/** Authenticators or passkeys, one line each. */
export function FactorList<One extends Factor>({ label, items, onRename, onRemove }: FactorListProps<One>) {
  if (items.length === 0) return null
  return (
    <ul className="mp-factors" aria-label={label}>
      {items.map((one) => (
        <li key={one.id}>
          <div>
            <div>{one.name}</div>
            <div className="mp-small mp-muted">
              {t('factors.added_at')} <Time at={one.created_at} /> · {t('factors.used_at')}{' '}
              <Time at={one.last_used_at} />
            </div>
          </div>
          <div className="mp-row">
            {onRename && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t('factors.rename_named', { name: one.name })}
                onClick={() => onRename(one)}
              >
                {t('factors.rename')}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('factors.remove_named', { name: one.name })}
              onClick={() => onRemove(one)}
            >
              {t('factors.remove')}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  )
}

interface FactorCardProps {
  title: string
  text: string
  /** On or off, in a word. */
  on: boolean
  action: ReactNode
  children?: ReactNode
}

/** One kind of factor: what it is, whether it is on, and what there is of it. */
export function FactorCard({ title, text, on, action, children }: FactorCardProps) {
  return (
    <section className="mp-card mp-stack" aria-label={title}>
      <div className="mp-factor-head">
        <div>
          <h2>
            {title}{' '}
            <Status kind={on ? 'success' : 'neutral'} label={on ? t('factors.on') : t('factors.off')} />
          </h2>
          <p className="mp-muted">{text}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
