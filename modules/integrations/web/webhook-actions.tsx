import { useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  Menu,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type WebhookEndpoint } from '../contract.ts'
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
      <Confirmations endpoint={endpoint} step={step} close={close} onSecret={setSecret} />
      <SecretDialog secret={secret} close={() => setSecret(null)} />
    </>
  )
}

interface ConfirmProps {
  endpoint: WebhookEndpoint
  step: Step | null
  close: () => void
  onSecret: (secret: string) => void
}

function Confirmations({ endpoint, step, close, onSecret }: ConfirmProps) {
  const go = useGo()
  const params = { webhook_endpoint_id: endpoint.id }
  return (
    <>
      <ConfirmDialog
        opened={step === 'rotate'}
        onClose={close}
        title={t('webhooks.rotate')}
        consequence={t('webhooks.rotate_consequence')}
        action={t('webhooks.rotate')}
        dangerous={false}
        run={async () => {
          const { secret } = await api(calls.rotateWebhookSecret, { params })
          onSecret(secret)
          await renew()
        }}
      />
      <ConfirmDialog
        opened={step === 'delete'}
        onClose={close}
        title={t('webhooks.delete_title', { name: endpoint.name })}
        consequence={t('webhooks.delete_consequence')}
        action={t('webhooks.delete')}
        run={async () => {
          await api(calls.deleteWebhookEndpoint, { params, query: {} })
          toast.success(t('webhooks.deleted'))
          await refresh(calls.listWebhookEndpoints)
          go('/admin/webhooks', { replace: true })
        }}
      />
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
