import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useEffect } from 'react'
import { t } from '../messages/index.ts'
import { Dialog } from './dialog.tsx'

const unsaved = new Set<symbol>()
let leaving = false

/** Whether something on this page would be lost by leaving it. */
export const hasUnsaved = (): boolean => unsaved.size > 0

/** The person was asked already: the page that comes next is loaded without another question. */
export function leaveAnyway(): void {
  leaving = true
}

interface GuardProps {
  when: boolean
  /** What the page shows stands behind the `?`: another of these is left as well. */
  ofSearch?: boolean
}

const isSame = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other)

/** While `when` holds, leaving the page (inside the portal or by closing the tab) asks first. */
export function Guard({ when, ofSearch = false }: GuardProps) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      when && (current.pathname !== next.pathname || (ofSearch && !isSame(current.search, next.search))),
    enableBeforeUnload: () => when && !leaving,
    withResolver: true,
  })
  useEffect(() => {
    if (!when) return
    const mark = Symbol('unsaved')
    unsaved.add(mark)
    return () => void unsaved.delete(mark)
  }, [when])
  const stay = () => blocker.status === 'blocked' && blocker.reset()
  return (
    <Dialog opened={blocker.status === 'blocked'} onClose={stay} title={t('form.leave_title')}>
      <p>{t('form.leave_text')}</p>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={stay} data-autofocus>
          {t('action.stay')}
        </Button>
        <Button color="red" onClick={() => blocker.status === 'blocked' && blocker.proceed()}>
          {t('action.leave')}
        </Button>
      </div>
    </Dialog>
  )
}
