import { useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  Menu,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type InboundWebhook } from '../contract.ts'
import { Confirmations } from './confirmations.tsx'
import { inboundBody, inboundValues, ProofFields } from './inbound-form.tsx'
import { t } from './messages.ts'
import { UrlDialog } from './secret.tsx'

type Step = 'change' | 'rotate' | 'delete'

const renew = () => Promise.all([refresh(calls.readInboundWebhook), refresh(calls.listInboundWebhooks)])

/** What one may do with an inbound webhook. */
export function InboundActions({ webhook }: { webhook: InboundWebhook }) {
  const [step, setStep] = useState<Step | null>(null)
  const [url, setUrl] = useState<string | null>(null)
  const go = useGo()
  const close = () => setStep(null)
  const params = { inbound_webhook_id: webhook.id }
  const pause = () =>
    void api(calls.changeInboundWebhook, { params, body: { paused: webhook.paused_at === null } })
      .then(renew)
      .catch((error: unknown) => toast.error(problemOf(error)))
  return (
    <>
      <Menu
        label={t('webhooks.actions')}
        items={[
          { label: t('webhooks.change'), run: () => setStep('change') },
          { label: webhook.paused_at ? t('webhooks.resume') : t('webhooks.pause'), run: pause },
          { label: t('inbound.rotate'), run: () => setStep('rotate') },
          { label: t('webhooks.delete'), danger: true, run: () => setStep('delete') },
        ]}
      />
      <Dialog opened={step === 'change'} onClose={close} title={t('webhooks.change')} width={560}>
        <ChangeForm webhook={webhook} onDone={close} />
      </Dialog>
      <Confirmations
        of="inbound"
        name={webhook.name}
        step={step}
        close={close}
        rotate={async () => {
          const made = await api(calls.rotateInboundToken, { params })
          setUrl(made.url)
          await renew()
        }}
        remove={async () => {
          await api(calls.deleteInboundWebhook, { params })
          await refresh(calls.listInboundWebhooks)
          go('/admin/webhooks/inbound', { replace: true })
        }}
      />
      <UrlDialog url={url} close={() => setUrl(null)} />
    </>
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
      <Field name="name" label={t('webhooks.name')} autoFocus />
      <ProofFields kept={webhook.has_secret} />
      <SubmitButton>{t('webhooks.save')}</SubmitButton>
    </ContractForm>
  )
}
