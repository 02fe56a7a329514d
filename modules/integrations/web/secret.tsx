import { Button } from '@mantine/core'
import { CopyButton, Dialog, Fact } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** A secret, the one time it is shown. */
export function SecretDialog({ secret, close }: { secret: string | null; close: () => void }) {
  return (
    <Dialog opened={secret !== null} onClose={close} title={t('webhooks.secret_title')} width={560}>
      <div className="mp-stack">
        <p className="in-flush">{t('webhooks.secret_text')}</p>
        <Fact label={t('webhooks.secret')}>
          <code className="mp-secret">{secret}</code>
        </Fact>
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={close}>
            {t('webhooks.secret_done')}
          </Button>
          <CopyButton value={secret ?? ''} label={t('webhooks.secret_copy')} autoFocus />
        </div>
      </div>
    </Dialog>
  )
}

/** An address that holds a secret, the one time it is shown. */
export function UrlDialog({ url, close }: { url: string | null; close: () => void }) {
  return (
    <Dialog opened={url !== null} onClose={close} title={t('inbound.url_title')} width={560}>
      <div className="mp-stack">
        <p className="in-flush">{t('inbound.url_text')}</p>
        <code className="mp-secret">{url}</code>
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={close}>
            {t('webhooks.secret_done')}
          </Button>
          <CopyButton value={url ?? ''} label={t('inbound.url_copy')} autoFocus />
        </div>
      </div>
    </Dialog>
  )
}
