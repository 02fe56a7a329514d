import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useApi } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  ErrorState,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { ServicePermission } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** Rights in outside services: names that tokens carry and that those services understand. */
export function ServicePermissions() {
  const list = useApi(identityApi.listServicePermissions, {})
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<ServicePermission | null>(null)
  return (
    <section className="mp-card mp-stack" aria-labelledby="service">
      <div className="mp-row co-card-head">
        <h2 id="service" className="co-flush">
          {t('machines.service')}
        </h2>
        <Button size="compact-md" variant="default" onClick={() => setAdding(true)}>
          {t('machines.service_add')}
        </Button>
      </div>
      <p className="mp-muted co-flush">{t('machines.service_text')}</p>
      {list.error && <ErrorState problem={list.error} />}
      <ul className="co-lines">
        {list.data?.items.map((one) => (
          <li key={one.id} className="mp-row">
            <code>{one.name}</code>
            <span className="mp-muted mp-small">{`${one.label} · ${one.audience}`}</span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              aria-label={t('machines.service_remove', { name: one.name })}
              onClick={() => setRemoving(one)}
            >
              {t('machines.delete')}
            </Button>
          </li>
        ))}
      </ul>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('machines.service_add')}>
        <AddForm onDone={() => setAdding(false)} />
      </Dialog>
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('machines.delete_title', { name: removing?.name ?? '' })}
        consequence={t('machines.service_consequence')}
        action={t('machines.delete')}
        run={async () => {
          if (!removing) return
          await api(identityApi.deleteServicePermission, { params: { service_permission_id: removing.id } })
          await refreshBoth()
        }}
      />
    </section>
  )
}

const refreshBoth = () =>
  Promise.all([refresh(identityApi.listServicePermissions), refresh(companiesApi.listPermissions)])

function AddForm({ onDone }: { onDone: () => void }) {
  const form = useContractForm(identityApi.createServicePermission, {
    values: { name: '', label: '', audience: '' },
    onDone: () => {
      toast.success(t('machines.service_added'))
      void refreshBoth()
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="name" label={t('machines.name')} hint={t('machines.service_name_hint')} autoFocus />
      <Field name="label" label={t('machines.description')} />
      <Field name="audience" label={t('machines.service_audience')} hint={t('machines.audience_hint')} />
      <SubmitButton>{t('machines.service_add')}</SubmitButton>
    </ContractForm>
  )
}
