import { Button } from '@mantine/core'
import { CopyButton, Fact } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** A secret, the one time it is shown. */
export function ClientSecret({
  made,
  close,
}: {
  made: { client_id?: string; client_secret: string }
  close: () => void
}) {
  return (
    <div className="mp-stack">
      <p className="co-flush">{t('machines.secret_text')}</p>
      {made.client_id && (
        <Fact label={t('machines.client_id')}>
          <code className="mp-secret">{made.client_id}</code>
        </Fact>
      )}
      <Fact label={t('machines.secret')}>
        <code className="mp-secret">{made.client_secret}</code>
      </Fact>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={close}>
          {t('machines.secret_done')}
        </Button>
        <CopyButton value={made.client_secret} label={t('machines.secret_copy')} autoFocus />
      </div>
    </div>
  )
}
