import './operations.css'
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import { ErrorState, Fact, Loading, Page, Status, Time, toast } from '../../../platform/web/ui/index.ts'
import type { MailMessage } from '../contract.ts'
import { operationsApi } from '../contract.ts'
import { MailText } from './mail-text.tsx'
import { MailWaits } from './mail-waits.tsx'
import { mailStatus, purposeOf } from './mail-words.ts'
import { t } from './messages.ts'
import { useSetup } from './steps.ts'

/** One mail: to whom, what became of it, and its text with links that can be copied. */
export default function MailPage() {
  const { mail_message_id } = useParams({ strict: false }) as { mail_message_id: string }
  const id = Number(mail_message_id)
  const params = { mail_message_id: id }
  const { data: mail, error, refetch } = useApi(operationsApi.readMail, { params })
  const smtp = useSetup().data?.smtp_configured !== false
  if (error && !mail) {
    return (
      <Page title={t('outbox.one')}>
        <ErrorState problem={error} retry={() => void refetch()} />
      </Page>
    )
  }
  if (!mail) {
    return (
      <Page title={t('outbox.one')}>
        <Loading rows={6} />
      </Page>
    )
  }
  return (
    <Page
      title={mail.subject}
      description={t('outbox.to', { recipient: mail.recipient })}
      actions={<Retry mail={mail} />}
      facts={<Facts mail={mail} smtp={smtp} />}
    >
      {!smtp && mail.state === 'queued' && <MailWaits />}
      <MailText mail={mail} />
    </Page>
  )
}

function Retry({ mail }: { mail: MailMessage }) {
  const retry = useCall(operationsApi.retryMail, {
    refreshes: [operationsApi.listMail, operationsApi.readMail],
    onDone: () => toast.success(t('outbox.retried')),
  })
  if (mail.state !== 'failed' && mail.state !== 'discarded') return null
  const params = { mail_message_id: mail.id }
  return (
    <Button
      loading={retry.isPending}
      onClick={() => retry.mutate({ params }, { onError: (error) => toast.error(problemOf(error)) })}
    >
      {t('outbox.retry')}
    </Button>
  )
}

function Facts({ mail, smtp }: { mail: MailMessage; smtp: boolean }) {
  return (
    <>
      <Fact label={t('outbox.state')}>
        <Status {...mailStatus(mail.state, smtp)} />
      </Fact>
      <Fact label={t('outbox.recipient')}>
        <span className="op-break">{mail.recipient_name ?? mail.recipient}</span>
      </Fact>
      <Fact label={t('outbox.purpose')}>{purposeOf(mail.purpose)}</Fact>
      <Fact label={t('outbox.created')}>
        <Time at={mail.created_at} />
      </Fact>
      {mail.sent_at && (
        <Fact label={t('outbox.sent')}>
          <Time at={mail.sent_at} />
        </Fact>
      )}
      {mail.attempts > 0 && <Fact label={t('outbox.attempts')}>{mail.attempts}</Fact>}
      {mail.last_error_code && (
        <Fact label={t('outbox.error')}>
          <code>{mail.last_error_code}</code>
        </Fact>
      )}
    </>
  )
}
