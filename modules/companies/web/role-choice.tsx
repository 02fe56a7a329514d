import { useId } from 'react'
import { Loading } from '../../../platform/web/ui/index.ts'
import type { Role } from '../contract.ts'
import { Allowed } from './allowed.tsx'
import { t } from './messages.ts'
import { roleText, useRoles } from './words.ts'

interface RoleChoiceProps {
  kind: 'provider' | 'customer'
  value: number | null
  onChange: (role_id: number) => void
  error?: string | undefined
}

/** The roles that one may give here, each with what it allows in words. */
export function RoleChoice({ kind, value, onChange, error }: RoleChoiceProps) {
  const { roles, allowed } = useRoles(kind)
  const name = useId()
  const offered = roles.data?.items.filter((role) => role.assignable)
  return (
    <fieldset className="mp-choice">
      <legend>{t('members.role')}</legend>
      {error && (
        <p className="mp-error-text mp-small" role="alert">
          {error}
        </p>
      )}
      {offered ? (
        <div className="co-roles">
          {offered.map((role) => (
            <div key={role.id} className="co-role">
              <label className="mp-check">
                <input
                  type="radio"
                  name={name}
                  checked={role.id === value}
                  onChange={() => onChange(role.id)}
                />
                <span>
                  <strong>{role.name}</strong>
                  <span className="mp-muted mp-block">{roleText(role)}</span>
                </span>
              </label>
              <RoleDetails role={role} parts={allowed(role)} />
            </div>
          ))}
        </div>
      ) : (
        <Loading rows={3} height={44} />
      )}
    </fieldset>
  )
}

function RoleDetails({
  role,
  parts,
}: {
  role: Role
  parts: ReturnType<ReturnType<typeof useRoles>['allowed']>
}) {
  return (
    <details>
      <summary aria-label={t('roles.allows_of', { role: role.name })}>
        {t('roles.allows', { n: role.permissions.length })}
      </summary>
      <Allowed parts={parts} />
    </details>
  )
}
