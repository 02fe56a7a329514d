import { useState } from 'react'
import { Menu, Status } from '../../../platform/web/ui/index.ts'
import type { PermissionItem } from '../contract/roles.ts'
import type { Role } from '../contract.ts'
import { t } from './messages.ts'
import type { RoleTask } from './role-dialogs.tsx'
import type { RoleEdits } from './role-edits.ts'
import { partName, permissionText } from './words.ts'

interface MatrixProps {
  roles: readonly Role[]
  permissions: readonly PermissionItem[]
  edits: RoleEdits
  onTask: (task: RoleTask) => void
}

/** Permissions by part of the portal, a column for each role; below 720 px one role at a time. */
export function RoleMatrix({ roles, permissions, edits, onTask }: MatrixProps) {
  const [chosen, setChosen] = useState(roles[0]?.id)
  const one = roles.find(({ id }) => id === chosen) ?? roles[0]
  if (!one) return <p className="mp-muted">{t('matrix.no_roles')}</p>
  const parts = [...Map.groupBy(permissions, ({ module }) => module)]
  return (
    <>
      <div className="rm-choose">
        <label className="mp-filter">
          <span className="mp-hidden">{t('matrix.role')}</span>
          <select value={one.id} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
            {roles.map((role) => (
              <option key={role.id} value={role.id}>
                {role.name}
              </option>
            ))}
          </select>
        </label>
        <RoleHead role={one} onTask={onTask} />
      </div>
      <div className="rm-frame">
        <table className="rm-table" aria-label={t('matrix.table')}>
          <thead>
            <tr>
              <th scope="col">{t('matrix.permission')}</th>
              {roles.map((role) => (
                <th key={role.id} scope="col" data-chosen={role.id === one.id || undefined}>
                  <RoleHead role={role} onTask={onTask} />
                </th>
              ))}
            </tr>
          </thead>
          {parts.map(([module, items]) => (
            <tbody key={module}>
              <tr className="rm-part">
                <th scope="rowgroup" colSpan={roles.length + 1}>
                  {partName(module)}
                </th>
              </tr>
              {items.map((item) => (
                <PermissionRow key={item.name} item={item} roles={roles} chosen={one.id} edits={edits} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </>
  )
}

function RoleHead({ role, onTask }: { role: Role; onTask: (task: RoleTask) => void }) {
  const items = [
    { label: t('matrix.holders'), run: () => onTask({ does: 'members', role }) },
    { label: t('matrix.edit'), run: () => onTask({ does: 'edit', role }) },
    { label: t('matrix.copy'), run: () => onTask({ does: 'copy', role }) },
    role.is_system
      ? { label: t('matrix.reset'), run: () => onTask({ does: 'reset', role }) }
      : { label: t('matrix.delete'), danger: true, run: () => onTask({ does: 'delete', role }) },
  ]
  return (
    <div className="rm-head">
      <div className="rm-name">
        <strong>{role.name}</strong>
        <Menu label={t('matrix.actions', { name: role.name })} button="⋯" items={items} />
      </div>
      <span className="mp-muted mp-small">{t('matrix.held', { n: role.member_count ?? 0 })}</span>
      {role.second_factor_required && <Status kind="info" label={t('matrix.two_factor')} />}
    </div>
  )
}

interface RowProps {
  item: PermissionItem
  roles: readonly Role[]
  chosen: number
  edits: RoleEdits
}

function PermissionRow({ item, roles, chosen, edits }: RowProps) {
  const text = permissionText(item.name, item.label)
  return (
    <tr>
      <th scope="row">
        <span className="rm-text">{text}</span>
        {item.elevated && <Status kind="warning" label={t('matrix.elevated')} />}
        <code className="mp-muted mp-small">{item.name}</code>
      </th>
      {roles.map((role) => {
        const holds = edits.holds(role, item.name)
        const changed = holds !== role.permissions.includes(item.name)
        return (
          <td key={role.id} data-chosen={role.id === chosen || undefined} data-changed={changed || undefined}>
            <label className="rm-cell">
              <input type="checkbox" checked={holds} onChange={() => edits.toggle(role, item.name)} />
              <span className="mp-hidden">{t('matrix.cell', { role: role.name, permission: text })}</span>
            </label>
          </td>
        )
      })}
    </tr>
  )
}
