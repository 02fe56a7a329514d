import { CopyButton, Link, Status } from '../../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { LeaveButton } from './step.tsx'

/** Settings of the server, as they stand in its environment or `.env`. */
const example = `SMTP_HOST=mail.example.com
SMTP_PORT=587
SMTP_SECURE=starttls
SMTP_USER=portal@example.com
SMTP_PASSWORD=…
SMTP_FROM=portal@example.com`

/** Says whether mail goes out, and what sets it. */
export function MailStep({ setup, leave, go }: StepProps) {
  if (setup.smtp_configured) {
    return (
      <>
        <div>
          <Status kind="success" label={t('setup.mail_on')} />
        </div>
        <p className="op-flush">{t('setup.mail_on_text')}</p>
        <div className="mp-form-actions">
          <LeaveButton leave={leave} go={go} state="done" filled />
        </div>
      </>
    )
  }
  return (
    <>
      <div>
        <Status kind="warning" label={t('setup.mail_off')} />
      </div>
      <p className="op-flush">{t('setup.mail_how')}</p>
      <section aria-label={t('setup.mail_example')}>
        <pre className="op-code">{example}</pre>
      </section>
      <div>
        <CopyButton value={example} label={t('setup.mail_copy')} />
      </div>
      <p className="op-flush mp-muted">
        {t('setup.mail_meanwhile')} <Link to="/admin/outbox">{t('outbox.title')}</Link>
      </p>
      <div className="mp-form-actions">
        <LeaveButton leave={leave} go={go} state="skipped" label={t('setup.mail_keep')} filled />
      </div>
    </>
  )
}
