import { ConfirmDialog } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

interface ConfirmationsProps {
  /** Which texts it speaks with. */
  of: 'webhooks' | 'inbound'
  name: string
  step: string | null
  close: () => void
  rotate: () => Promise<void>
  remove: () => Promise<void>
}

/** Asks before the secret of a webhook, coming or going, is changed, and before it is removed. */
export function Confirmations({ of, name, step, close, rotate, remove }: ConfirmationsProps) {
  return (
    <>
      <ConfirmDialog
        opened={step === 'rotate'}
        onClose={close}
        title={t(`${of}.rotate`)}
        consequence={t(`${of}.rotate_consequence`)}
        action={t(`${of}.rotate`)}
        dangerous={false}
        run={rotate}
      />
      <ConfirmDialog
        opened={step === 'delete'}
        onClose={close}
        title={t('webhooks.delete_title', { name })}
        consequence={t(`${of}.delete_consequence`)}
        action={t('webhooks.delete')}
        run={remove}
      />
    </>
  )
}
