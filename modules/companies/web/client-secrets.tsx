import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  Time,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { MachineClient } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { ClientSecret } from './client-secret.tsx'
import { t } from './messages.ts'

/** The secrets that work, a further one, and taking one back. */
export function ClientSecrets({ client }: { client: MachineClient }) {
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<{ id: number; preview: string } | null>(null)
  return (
    <section className="mp-card mp-stack" aria-labelledby="secrets">
      <div className="mp-row co-card-head">
        <h2 id="secrets" className="co-flush">
          {t('machines.secrets')}
        </h2>
        <Button size="compact-md" variant="default" onClick={() => setAdding(true)}>
          {t('machines.secret_add')}
        </Button>
      </div>
      {client.secrets.length === 0 && <p className="mp-muted co-flush">{t('machines.secrets_none')}</p>}
      <ul className="co-lines">
        {client.secrets.map((secret) => (
          <li key={secret.id} className="mp-row">
            <code>{secret.preview}…</code>
            <span className="mp-muted mp-small">
              {t('machines.last_used')} <Time at={secret.last_used_at} />
              {secret.expires_at && (
                <>
                  {' · '}
                  {t('machines.secret_ends')} <Time at={secret.expires_at} />
                </>
              )}
            </span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('machines.secret_remove_named', { name: secret.preview })}
              onClick={() => setRemoving(secret)}
            >
              {t('machines.secret_remove')}
            </Button>
          </li>
        ))}
      </ul>
      <AddDialog client={client} opened={adding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('machines.secret_remove')}
        consequence={t('machines.secret_remove_consequence')}
        action={t('machines.secret_remove')}
        run={async () => {
          if (!removing) return
          const params = { machine_client_id: client.id, secret_id: removing.id }
          await api(identityApi.removeClientSecret, { params })
          toast.success(t('machines.secret_removed'))
          await refresh(identityApi.readMachineClient)
        }}
      />
    </section>
  )
}

interface AddProps {
  client: MachineClient
  opened: boolean
  onClose: () => void
}

function AddDialog({ client, opened, onClose }: AddProps) {
  const [made, setMade] = useState<{ client_secret: string } | null>(null)
  function close() {
    setMade(null)
    onClose()
  }
  const title = made ? t('machines.secret_title') : t('machines.secret_add')
  return (
    <Dialog opened={opened} onClose={close} title={title} width={560}>
      {made ? <ClientSecret made={made} close={close} /> : <AddForm client={client} onMade={setMade} />}
    </Dialog>
  )
}

function AddForm({
  client,
  onMade,
}: {
  client: MachineClient
  onMade: (made: { client_secret: string }) => void
}) {
  const form = useContractForm(identityApi.addClientSecret, {
    values: { previous_expire_in_seconds: '86400' },
    request: { params: { machine_client_id: client.id } },
    onDone: (answer) => {
      onMade(answer)
      void refresh(identityApi.readMachineClient)
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field
        name="previous_expire_in_seconds"
        as="select"
        label={t('machines.overlap')}
        options={[
          { value: '0', label: t('machines.overlap_none') },
          { value: '86400', label: t('machines.overlap_day') },
          { value: '604800', label: t('machines.overlap_week') },
          { value: '2592000', label: t('machines.overlap_month') },
        ]}
      />
      <SubmitButton>{t('machines.secret_add')}</SubmitButton>
    </ContractForm>
  )
}
