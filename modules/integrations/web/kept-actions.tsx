import { type ReactNode, useState } from 'react'
import { problemOf } from '../../../platform/web/client/index.ts'
import { ConfirmDialog, Dialog, Menu, type MenuItem, toast, useGo } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

interface Props {
  /** Which texts it speaks with. */
  of: 'webhooks' | 'inbound'
  name: string
  /** What can be done beside changing it, and where in the menu that stands. */
  before?: readonly MenuItem[]
  after?: readonly MenuItem[]
  /** The fields with which it is changed. */
  form: (close: () => void) => ReactNode
  /** Makes the secret anew; gives it back, to be shown once. */
  rotate: () => Promise<string>
  shown: (secret: string | null, close: () => void) => ReactNode
  remove: () => Promise<unknown>
  /** Where one goes when it is removed. */
  list: string
}

/** What one may do with a webhook, coming or going: asks before its secret is changed, and before it is removed. */
export function KeptActions({ of, name, before = [], after = [], form, rotate, shown, remove, list }: Props) {
  const [step, setStep] = useState<'change' | 'rotate' | 'delete' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const go = useGo()
  const close = () => setStep(null)
  return (
    <>
      <Menu
        label={t('webhooks.actions')}
        className="mp-menu-button"
        items={[
          ...before,
          { label: t('webhooks.change'), run: () => setStep('change') },
          ...after,
          { label: t(`${of}.rotate`), run: () => setStep('rotate') },
          { label: t('webhooks.delete'), danger: true, run: () => setStep('delete') },
        ]}
      />
      <Dialog opened={step === 'change'} onClose={close} title={t('webhooks.change')} width={600}>
        {form(close)}
      </Dialog>
      <ConfirmDialog
        opened={step === 'rotate'}
        onClose={close}
        title={t(`${of}.rotate`)}
        consequence={t(`${of}.rotate_consequence`)}
        action={t(`${of}.rotate`)}
        dangerous={false}
        run={async () => setSecret(await rotate())}
      />
      <ConfirmDialog
        opened={step === 'delete'}
        onClose={close}
        title={t('webhooks.delete_title', { name })}
        consequence={t(`${of}.delete_consequence`)}
        action={t('webhooks.delete')}
        run={async () => {
          await remove()
          toast.success(t(`${of}.deleted`))
          go(list, { replace: true })
        }}
      />
      {shown(secret, () => setSecret(null))}
    </>
  )
}

/** An entry of the menu that does something at once and says that it is done. */
export const doing = (label: string, work: () => Promise<unknown>, done: string): MenuItem => ({
  label,
  run: () =>
    void work()
      .then(() => toast.success(done))
      .catch((error: unknown) => toast.error(problemOf(error))),
})
