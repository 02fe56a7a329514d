import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useApi } from '../../../platform/web/client/index.ts'
import { ConfirmDialog, ErrorState, Loading, Menu, toast } from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { MachineRoleDialog } from './machine-role-dialog.tsx'
import { t } from './messages.ts'

/** Roles that machine clients can have. */
export function MachineRoles() {
  const roles = useApi(companiesApi.listRoles, { query: { kind: 'machine' } })
  const [opened, setOpened] = useState<Role | 'new' | null>(null)
  const [removing, setRemoving] = useState<Role | null>(null)
  return (
    <section className="mp-card mp-stack" aria-labelledby="roles">
      <div className="mp-row co-card-head">
        <h2 id="roles" className="co-flush">
          {t('machines.roles')}
        </h2>
        <Button size="compact-md" variant="default" onClick={() => setOpened('new')}>
          {t('machines.role_new')}
        </Button>
      </div>
      <p className="mp-muted co-flush">{t('machines.roles_text')}</p>
      {roles.error && <ErrorState problem={roles.error} />}
      {roles.isPending && <Loading rows={2} />}
      <ul className="co-lines">
        {roles.data?.items.map((role) => (
          <li key={role.id} className="mp-row">
            <strong>{role.name}</strong>
            <span className="mp-muted mp-small">{role.permissions.join(', ')}</span>
            <Menu
              label={t('machines.role_actions', { name: role.name })}
              button="⋯"
              items={[
                { label: t('machines.change'), run: () => setOpened(role) },
                { label: t('machines.delete'), danger: true, run: () => setRemoving(role) },
              ]}
            />
          </li>
        ))}
      </ul>
      <MachineRoleDialog opened={opened} onClose={() => setOpened(null)} />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('machines.delete_title', { name: removing?.name ?? '' })}
        consequence={t('machines.role_consequence')}
        action={t('machines.delete')}
        run={async () => {
          if (!removing) return
          await api(companiesApi.deleteRole, { params: { role_id: removing.id } })
          toast.success(t('machines.role_deleted'))
          await refresh(companiesApi.listRoles)
        }}
      />
    </section>
  )
}
