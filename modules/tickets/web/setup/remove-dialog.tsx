import { refresh } from '../../../../platform/web/client/index.ts'
import { ConfirmDialog, toast } from '../../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

interface Props {
  /** What is to be removed; null: nothing now. */
  name: string | null
  text: string
  onClose: () => void
  run: () => Promise<unknown>
  list: unknown
}

/** Asks before something of the setup is removed. */
export const RemoveDialog = ({ name, text, onClose, run, list }: Props) => (
  <ConfirmDialog
    opened={name !== null}
    onClose={onClose}
    title={t('setup_desk.remove_title', { name: name ?? '' })}
    consequence={text}
    action={t('setup_desk.remove')}
    run={async () => {
      await run()
      toast.success(t('setup_desk.removed', { name: name ?? '' }))
      void refresh(list)
    }}
  />
)
