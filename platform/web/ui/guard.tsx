import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { t } from '../messages/index.ts'
import { Dialog } from './dialog.tsx'

/** While `when` holds, leaving the page (inside the portal or by closing the tab) asks first. */
export function Guard({ when }: { when: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: () => when,
    withResolver: true,
  })
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
