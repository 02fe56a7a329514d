import { refresh, useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
  useForm,
} from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** A new role for machine clients, or another content for one. */
export function MachineRoleDialog({ opened, onClose }: { opened: Role | 'new' | null; onClose: () => void }) {
  const title = opened === 'new' ? t('machines.role_new') : t('machines.change')
  return (
    <Dialog opened={opened !== null} onClose={onClose} title={title} width={560}>
      {opened === 'new' && <NewForm onDone={onClose} />}
      {opened !== null && opened !== 'new' && <ChangeForm role={opened} onDone={onClose} />}
    </Dialog>
  )
}

function done(close: () => void) {
  toast.success(t('machines.role_saved'))
  void refresh(companiesApi.listRoles)
  close()
}

function NewForm({ onDone }: { onDone: () => void }) {
  const form = useContractForm(companiesApi.createRole, {
    values: { name: '', description: '', kind: 'machine', permissions: [] },
    onDone: () => done(onDone),
  })
  return (
    <ContractForm form={form} guard={false}>
      <Fields />
    </ContractForm>
  )
}

function ChangeForm({ role, onDone }: { role: Role; onDone: () => void }) {
  const form = useContractForm(companiesApi.changeRole, {
    values: {
      name: role.name,
      description: role.description,
      permissions: role.permissions,
      version: role.version,
    },
    request: { params: { role_id: role.id } },
    onDone: () => done(onDone),
  })
  return (
    <ContractForm form={form} guard={false}>
      <Fields />
    </ContractForm>
  )
}

function Fields() {
  return (
    <>
      <Field name="name" label={t('machines.name')} autoFocus />
      <Field name="description" label={t('machines.description')} />
      <Permissions />
      <SubmitButton>{t('machines.save')}</SubmitButton>
    </>
  )
}

function Permissions() {
  const form = useForm()
  const known = useApi(companiesApi.listPermissions, {})
  const chosen = form.values.permissions as string[]
  const fit = known.data?.items.filter(({ kinds }) => kinds.includes('machine')) ?? []
  return (
    <fieldset className="mp-choice" id={form.fieldId('permissions')} tabIndex={-1}>
      <legend>{t('machines.permissions')}</legend>
      <div className="mp-scopes">
        {fit.map(({ name, label }) => (
          <label key={name} className="mp-check" title={label}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) =>
                form.set(
                  'permissions',
                  event.currentTarget.checked ? [...chosen, name] : chosen.filter((one) => one !== name),
                )
              }
            />
            <code>{name}</code>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
