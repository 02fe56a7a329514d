import { refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { integrationsApi, type WebhookEndpoint } from '../contract.ts'
import { t } from './messages.ts'

/** A moment as a browser's field for local times holds it. */
const local = (at: Date) =>
  new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
const instant = (text: unknown) => {
  const at = new Date(String(text))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** Sends a time again: a receiver was down, or forgot. */
export function ReplayForm({ endpoint, onDone }: { endpoint: WebhookEndpoint; onDone: () => void }) {
  const now = new Date()
  const form = useContractForm(integrationsApi.replayWebhookEndpoint, {
    values: { from: local(new Date(now.getTime() - 86_400_000)), to: local(now), status: '', new_ids: false },
    request: { params: { webhook_endpoint_id: endpoint.id } },
    prepare: ({ status, ...body }) => ({
      ...body,
      ...(status ? { status: [status] } : {}),
      from: instant(body.from),
      to: instant(body.to),
    }),
    onDone: ({ done }) => {
      toast.success(t('webhooks.replayed', { n: done }))
      void refresh(integrationsApi.listWebhookDeliveries)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <p className="in-flush">{t('webhooks.replay_text')}</p>
      <Field name="from" as="datetime-local" label={t('webhooks.replay_from')} autoFocus />
      <Field name="to" as="datetime-local" label={t('webhooks.replay_to')} />
      <Field
        name="status"
        as="select"
        label={t('webhooks.replay_which')}
        options={[
          { value: '', label: t('webhooks.replay_which_all') },
          { value: 'failed', label: t('webhooks.replay_which_failed') },
        ]}
      />
      <Field name="new_ids" as="checkbox" label={t('webhooks.replay_new_ids')} />
      <SubmitButton>{t('webhooks.replay')}</SubmitButton>
    </ContractForm>
  )
}
