import { useState } from 'react'
import { api, refresh } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  Field,
  Menu,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { MachineClient } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { t } from './messages.ts'
import { wordsIn } from './new-client-dialog.tsx'

type Step = 'change' | 'switch' | 'revoke' | 'delete'

/** What one may do with a client. */
export function ClientActions({ client }: { client: MachineClient }) {
  const [step, setStep] = useState<Step | null>(null)
  const close = () => setStep(null)
  const toggle = client.enabled ? t('machines.switch_off') : t('machines.switch_on')
  return (
    <>
      <Menu
        label={t('machines.actions')}
        items={[
          { label: t('machines.change'), run: () => setStep('change') },
          { label: toggle, run: () => setStep('switch') },
          { label: t('machines.revoke'), run: () => setStep('revoke') },
          { label: t('machines.delete'), danger: true, run: () => setStep('delete') },
        ]}
      />
      <Dialog opened={step === 'change'} onClose={close} title={t('machines.change')} width={560}>
        <ChangeForm client={client} onDone={close} />
      </Dialog>
      <Confirmations client={client} step={step} close={close} />
    </>
  )
}

interface ConfirmProps {
  client: MachineClient
  step: Step | null
  close: () => void
}

function Confirmations({ client, step, close }: ConfirmProps) {
  const go = useGo()
  const params = { machine_client_id: client.id }
  async function then(text: string) {
    toast.success(text)
    await Promise.all([refresh(identityApi.readMachineClient), refresh(identityApi.listMachineClients)])
  }
  return (
    <>
      <ConfirmDialog
        opened={step === 'switch'}
        onClose={close}
        title={client.enabled ? t('machines.switch_off') : t('machines.switch_on')}
        consequence={client.enabled ? t('machines.off_consequence') : t('machines.on_consequence')}
        action={client.enabled ? t('machines.switch_off') : t('machines.switch_on')}
        dangerous={client.enabled}
        run={async () => {
          await api(identityApi.changeMachineClient, { params, body: { enabled: !client.enabled } })
          await then(t('machines.changed'))
        }}
      />
      <ConfirmDialog
        opened={step === 'revoke'}
        onClose={close}
        title={t('machines.revoke')}
        consequence={t('machines.revoke_consequence')}
        action={t('machines.revoke')}
        run={async () => {
          await api(identityApi.revokeClientTokens, { params })
          await then(t('machines.revoked'))
        }}
      />
      <ConfirmDialog
        opened={step === 'delete'}
        onClose={close}
        title={t('machines.delete_title', { name: client.name })}
        consequence={t('machines.delete_consequence')}
        action={t('machines.delete')}
        run={async () => {
          await api(identityApi.deleteMachineClient, { params })
          toast.success(t('machines.deleted'))
          await refresh(identityApi.listMachineClients)
          go('/admin/machine-clients', { replace: true })
        }}
      />
    </>
  )
}

function ChangeForm({ client, onDone }: { client: MachineClient; onDone: () => void }) {
  const form = useContractForm(identityApi.changeMachineClient, {
    values: {
      name: client.name,
      description: client.description,
      audiences: client.audiences.join('\n'),
      token_ttl_seconds: client.token_ttl_seconds ?? '',
    },
    request: { params: { machine_client_id: client.id } },
    prepare: (body) => ({ ...body, audiences: wordsIn(body.audiences) }),
    onDone: () => {
      toast.success(t('machines.changed'))
      void refresh(identityApi.readMachineClient)
      void refresh(identityApi.listMachineClients)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="name" label={t('machines.name')} autoFocus />
      <Field name="description" as="area" rows={2} label={t('machines.description')} />
      <Field
        name="audiences"
        as="area"
        rows={2}
        label={t('machines.audiences')}
        hint={t('machines.audiences_hint')}
      />
      <Field name="token_ttl_seconds" as="number" label={t('machines.ttl')} hint={t('machines.ttl_hint')} />
      <SubmitButton>{t('machines.save')}</SubmitButton>
    </ContractForm>
  )
}
