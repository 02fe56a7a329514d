import { Link } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** Why mail waits: no mail server is set. */
export function MailWaits() {
  return (
    <p className="mp-note op-note">
      <strong>{t('outbox.no_smtp')}</strong> {t('outbox.no_smtp_text')}{' '}
      <Link to="/admin/setup?step=mail">{t('outbox.how')}</Link>
    </p>
  )
}
