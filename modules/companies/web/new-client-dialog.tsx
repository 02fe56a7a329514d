import { useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import { ContractForm, Dialog, Field, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../../identity/contract.ts'
import { ClientSecret } from './client-secret.tsx'
import { t } from './messages.ts'

interface Made {
  id: number
  client_id: string
  client_secret: string
}

/** Makes a machine client and shows its secret once. */
export function NewClientDialog({
  opened,
  onClose,
  onDone,
}: {
  opened: boolean
  onClose: () => void
  onDone: (id: number) => void
}) {
  const [made, setMade] = useState<Made | null>(null)
  function close() {
    onClose()
    if (made) onDone(made.id)
    setMade(null)
  }
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={made ? t('machines.secret_title') : t('machines.new')}
      width={560}
    >
      {made ? <ClientSecret made={made} close={close} /> : <NewForm onMade={setMade} />}
    </Dialog>
  )
}

function NewForm({ onMade }: { onMade: (made: Made) => void }) {
  const form = useContractForm(identityApi.createMachineClient, {
    values: { name: '', description: '', audiences: '' },
    prepare: (body) => ({ ...body, audiences: wordsIn(body.audiences) }),
    onDone: ({ client, client_id, client_secret }) => {
      onMade({ id: client.id, client_id, client_secret })
      void refresh(identityApi.listMachineClients)
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="name" label={t('machines.name')} hint={t('machines.name_hint')} autoFocus />
      <Field name="description" as="area" rows={2} label={t('machines.description')} />
      <Field
        name="audiences"
        as="area"
        rows={2}
        label={t('machines.audiences')}
        hint={t('machines.audiences_hint')}
      />
      <SubmitButton>{t('machines.new')}</SubmitButton>
    </ContractForm>
  )
}

/** What was typed, one a line. */
export const wordsIn = (typed: unknown): string[] =>
  Array.isArray(typed)
    ? typed
    : String(typed ?? '')
        .split(/\s+/)
        .filter(Boolean)
