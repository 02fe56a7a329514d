import { api, refresh } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { RoleHolders } from './role-holders.tsx'

/** What somebody is about to do with a role. */
export type RoleTask =
  | { does: 'new'; kind: Role['kind'] }
  | { does: 'edit' | 'copy' | 'reset' | 'delete' | 'members'; role: Role }

export function RoleDialogs({ task, onClose }: { task: RoleTask | null; onClose: () => void }) {
  if (!task) return null
  switch (task.does) {
    case 'new':
      return <NewRole kind={task.kind} onClose={onClose} />
    case 'edit':
      return <EditRole role={task.role} onClose={onClose} />
    case 'copy':
      return <CopyRole role={task.role} onClose={onClose} />
    case 'members':
      return <RoleHolders role={task.role} onClose={onClose} />
    default:
      return <EndRole does={task.does} role={task.role} onClose={onClose} />
  }
}

function done(close: () => void) {
  toast.success(t('matrix.role_saved'))
  void refresh(companiesApi.listRoles)
  close()
}

function NewRole({ kind, onClose }: { kind: Role['kind']; onClose: () => void }) {
  const form = useContractForm(companiesApi.createRole, {
    values: { name: '', description: '', kind, permissions: [], second_factor_required: false },
    onDone: () => done(onClose),
  })
  return (
    <Dialog opened onClose={onClose} title={t('matrix.new')}>
      <p className="mp-muted">{t('matrix.new_text')}</p>
      <ContractForm form={form} guard={false}>
        <Field name="name" label={t('matrix.name')} autoFocus />
        <Field name="description" label={t('matrix.description')} />
        {kind !== 'machine' && <Field name="second_factor_required" label={t('matrix.two_factor_long')} />}
        <SubmitButton>{t('matrix.new')}</SubmitButton>
      </ContractForm>
    </Dialog>
  )
}

function EditRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { name, description, second_factor_required, version } = role
  const form = useContractForm(companiesApi.changeRole, {
    values: { name, description, second_factor_required, version },
    request: { params: { role_id: role.id } },
    onDone: () => done(onClose),
  })
  return (
    <Dialog opened onClose={onClose} title={t('matrix.edit_title', { name })}>
      <ContractForm form={form} guard={false}>
        {!role.is_system && <Field name="name" label={t('matrix.name')} autoFocus />}
        <Field name="description" label={t('matrix.description')} />
        {role.kind !== 'machine' && (
          <Field name="second_factor_required" label={t('matrix.two_factor_long')} />
        )}
        <SubmitButton>{t('matrix.save')}</SubmitButton>
      </ContractForm>
    </Dialog>
  )
}

function CopyRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const form = useContractForm(companiesApi.copyRole, {
    values: { name: t('matrix.copy_of', { name: role.name }), description: role.description },
    request: { params: { role_id: role.id } },
    onDone: () => done(onClose),
  })
  return (
    <Dialog opened onClose={onClose} title={t('matrix.copy_title', { name: role.name })}>
      <ContractForm form={form} guard={false}>
        <Field name="name" label={t('matrix.name')} autoFocus />
        <Field name="description" label={t('matrix.description')} />
        <SubmitButton>{t('matrix.copy')}</SubmitButton>
      </ContractForm>
    </Dialog>
  )
}

interface EndProps {
  does: 'reset' | 'delete'
  role: Role
  onClose: () => void
}

function EndRole({ does, role, onClose }: EndProps) {
  const { name } = role
  const params = { role_id: role.id }
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={does === 'reset' ? t('matrix.reset_title', { name }) : t('matrix.delete_title', { name })}
      consequence={does === 'reset' ? t('matrix.reset_text') : t('matrix.delete_text')}
      action={does === 'reset' ? t('matrix.reset') : t('matrix.delete')}
      run={async () => {
        if (does === 'reset') await api(companiesApi.resetRole, { params })
        else await api(companiesApi.deleteRole, { params })
        done(onClose)
      }}
    />
  )
}
