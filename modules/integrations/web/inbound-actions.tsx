import { api, refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type InboundWebhook } from '../contract.ts'
import { InboundFields, inboundBody, inboundValues } from './inbound-form.tsx'
import { doing, KeptActions } from './kept-actions.tsx'
import { t } from './messages.ts'
import { UrlDialog } from './secret.tsx'

const renew = () => Promise.all([refresh(calls.readInboundWebhook), refresh(calls.listInboundWebhooks)])

/** What one may do with an inbound webhook. */
export function InboundActions({ webhook }: { webhook: InboundWebhook }) {
  const params = { inbound_webhook_id: webhook.id }
  const paused = webhook.paused_at === null
  const turn = () => api(calls.changeInboundWebhook, { params, body: { paused } }).then(renew)
  return (
    <KeptActions
      of="inbound"
      name={webhook.name}
      list="/admin/webhooks/inbound"
      after={[
        paused
          ? doing(t('webhooks.pause'), turn, t('inbound.paused'))
          : doing(t('webhooks.resume'), turn, t('webhooks.resumed')),
      ]}
      form={(close) => <ChangeForm webhook={webhook} onDone={close} />}
      rotate={async () => {
        const { url } = await api(calls.rotateInboundToken, { params })
        await renew()
        return url
      }}
      shown={(url, close) => <UrlDialog url={url} close={close} />}
      remove={async () => {
        await api(calls.deleteInboundWebhook, { params })
        await refresh(calls.listInboundWebhooks)
      }}
    />
  )
}

function ChangeForm({ webhook, onDone }: { webhook: InboundWebhook; onDone: () => void }) {
  const form = useContractForm(calls.changeInboundWebhook, {
    values: inboundValues(webhook),
    request: { params: { inbound_webhook_id: webhook.id } },
    prepare: (body) => ({ ...inboundBody(body), version: webhook.version }),
    onDone: () => {
      toast.success(t('inbound.changed'))
      void renew()
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <InboundFields webhook={webhook} />
      <SubmitButton>{t('webhooks.save')}</SubmitButton>
    </ContractForm>
  )
}
