import { useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Menu,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type WebhookEndpoint } from '../contract.ts'
import { Confirmations } from './confirmations.tsx'
import { bodyFrom, EndpointFields, valuesOf } from './endpoint-form.tsx'
import { t } from './messages.ts'
import { ReplayForm } from './replay-form.tsx'
import { SecretDialog } from './secret.tsx'

type Step = 'change' | 'rotate' | 'replay' | 'delete'

const renew = () =>
  Promise.all([
    refresh(calls.readWebhookEndpoint),
    refresh(calls.listWebhookEndpoints),
    refresh(calls.listWebhookDeliveries),
  ])

/** What one may do with an endpoint. */
export function WebhookActions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const [step, setStep] = useState<Step | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const go = useGo()
  const close = () => setStep(null)
  const params = { webhook_endpoint_id: endpoint.id }
  const act = (work: () => Promise<unknown>, text: string) => () =>
    void work()
      .then(renew)
      .then(() => toast.success(text))
      .catch((error: unknown) => toast.error(problemOf(error)))
  const resume = (held: 'send' | 'discard') =>
    act(() => api(calls.resumeWebhookEndpoint, { params, body: { held } }), t('webhooks.resumed'))
  const isOff = endpoint.paused_at !== null || endpoint.disabled_at !== null
  const onOff = isOff
    ? [
        { label: t('webhooks.resume_send'), run: resume('send') },
        { label: t('webhooks.resume_discard'), run: resume('discard') },
      ]
    : [
        {
          label: t('webhooks.pause'),
          run: act(() => api(calls.pauseWebhookEndpoint, { params }), t('webhooks.paused')),
        },
      ]
  return (
    <>
      <Menu
        label={t('webhooks.actions')}
        items={[
          {
            label: t('webhooks.test'),
            run: act(() => api(calls.testWebhookEndpoint, { params }), t('webhooks.tested')),
          },
          { label: t('webhooks.change'), run: () => setStep('change') },
          ...onOff,
          { label: t('webhooks.replay_time'), run: () => setStep('replay') },
          { label: t('webhooks.rotate'), run: () => setStep('rotate') },
          { label: t('webhooks.delete'), danger: true, run: () => setStep('delete') },
        ]}
      />
      <Dialog opened={step === 'change'} onClose={close} title={t('webhooks.change')} width={600}>
        <ChangeForm endpoint={endpoint} onDone={close} />
      </Dialog>
      <Dialog opened={step === 'replay'} onClose={close} title={t('webhooks.replay_time')} width={480}>
        <ReplayForm endpoint={endpoint} onDone={close} />
      </Dialog>
      <Confirmations
        of="webhooks"
        name={endpoint.name}
        step={step}
        close={close}
        rotate={async () => {
          const made = await api(calls.rotateWebhookSecret, { params })
          setSecret(made.secret)
          await renew()
        }}
        remove={async () => {
          await api(calls.deleteWebhookEndpoint, { params, query: {} })
          toast.success(t('webhooks.deleted'))
          await refresh(calls.listWebhookEndpoints)
          go('/admin/webhooks', { replace: true })
        }}
      />
      <SecretDialog secret={secret} close={() => setSecret(null)} />
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
