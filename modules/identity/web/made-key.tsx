import { Button } from '@mantine/core'
import { CopyButton } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** A key, the one time it is shown. */
export function MadeKey({ apiKey, close }: { apiKey: string; close: () => void }) {
  return (
    <>
      <p>{t('keys.created')}</p>
      <p>
        <code className="mp-secret">{apiKey}</code>
      </p>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={close}>
          {t('keys.done')}
        </Button>
        <CopyButton value={apiKey} label={t('keys.copy')} autoFocus />
      </div>
    </>
  )
}
