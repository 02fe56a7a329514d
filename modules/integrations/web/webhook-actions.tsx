import { useState } from 'react'
import { api, refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type WebhookEndpoint } from '../contract.ts'
import { bodyFrom, EndpointFields, valuesOf } from './endpoint-form.tsx'
import { doing, KeptActions } from './kept-actions.tsx'
import { t } from './messages.ts'
import { ReplayForm } from './replay-form.tsx'
import { SecretDialog } from './secret.tsx'

const renew = () =>
  Promise.all([
    refresh(calls.readWebhookEndpoint),
    refresh(calls.listWebhookEndpoints),
    refresh(calls.listWebhookDeliveries),
  ])

/** What one may do with an endpoint. */
export function WebhookActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const [replaying, setReplaying] = useState(false)
  const params = { webhook_endpoint_id: endpoint.id }
  const act = (label: string, work: () => Promise<unknown>, done: string) =>
    doing(label, () => work().then(renew), done)
  const resume = (held: 'send' | 'discard') =>
    act(
      t(`webhooks.resume_${held}`),
      () => api(calls.resumeWebhookEndpoint, { params, body: { held } }),
      t('webhooks.resumed'),
    )
  const isOff = endpoint.paused_at !== null || endpoint.disabled_at !== null
  const pause = () => api(calls.pauseWebhookEndpoint, { params })
  return (
    <>
      <KeptActions
        of="webhooks"
        name={endpoint.name}
        list="/admin/webhooks"
        before={[
          act(t('webhooks.test'), () => api(calls.testWebhookEndpoint, { params }), t('webhooks.tested')),
        ]}
        after={[
          ...(isOff
            ? [resume('send'), resume('discard')]
            : [act(t('webhooks.pause'), pause, t('webhooks.paused'))]),
          { label: t('webhooks.replay_time'), run: () => setReplaying(true) },
        ]}
        form={(close) => <ChangeForm endpoint={endpoint} onDone={close} />}
        rotate={async () => {
          const { secret } = await api(calls.rotateWebhookSecret, { params })
          await renew()
          return secret
        }}
        shown={(secret, close) => <SecretDialog secret={secret} close={close} />}
        remove={async () => {
          await api(calls.deleteWebhookEndpoint, { params, query: {} })
          await refresh(calls.listWebhookEndpoints)
        }}
      />
      <Dialog
        opened={replaying}
        onClose={() => setReplaying(false)}
        title={t('webhooks.replay_time')}
        width={480}
      >
        <ReplayForm endpoint={endpoint} onDone={() => setReplaying(false)} />
      </Dialog>
    </>
  )
}

function ChangeForm({ endpoint, onDone }: { endpoint: WebhookEndpoint; onDone: () => void }) {
  const form = useContractForm(calls.changeWebhookEndpoint, {
    values: valuesOf(endpoint),
    request: { params: { webhook_endpoint_id: endpoint.id } },
    prepare: (body) => ({ ...bodyFrom(body), version: endpoint.version }),
    onDone: () => {
      toast.success(t('webhooks.changed'))
      void renew()
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <EndpointFields endpoint={endpoint} />
      <SubmitButton>{t('webhooks.save')}</SubmitButton>
    </ContractForm>
  )
}
