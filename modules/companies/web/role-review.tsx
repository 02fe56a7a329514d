import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import type { PermissionItem } from '../contract/roles.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import type { RoleEdit, RoleEdits } from './role-edits.ts'
import { permissionText } from './words.ts'

interface ReviewProps {
  edits: RoleEdits
  known: readonly PermissionItem[]
  onClose: () => void
}

/** Who gains and loses what, before it is saved; each role is one save, and what is saved leaves the list. */
export function RoleReview({ edits, known, onClose }: ReviewProps) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  async function save() {
    setBusy(true)
    try {
      for (const { role } of edits.edits) {
        const permissions = edits.permissionsOf(role)
        const params = { role_id: role.id }
        await api(companiesApi.changeRole, { params, body: { permissions, version: role.version } })
      }
      await refresh(companiesApi.listRoles)
      edits.discard()
      toast.success(t('matrix.saved'))
      onClose()
    } catch (error) {
      await refresh(companiesApi.listRoles)
      setFailure(problemText(problemOf(error)))
      setBusy(false)
    }
  }
  return (
    <Dialog opened onClose={onClose} title={t('matrix.review_title')} width={600}>
      <div className="mp-stack">
        {edits.edits.map((edit) => (
          <Change key={edit.role.id} edit={edit} known={known} />
        ))}
        {failure && (
          <p className="mp-error-text" role="alert">
            {failure}
          </p>
        )}
      </div>
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('company.cancel')}
        </Button>
        <Button loading={busy} onClick={save} data-autofocus>
          {t('matrix.save')}
        </Button>
      </div>
    </Dialog>
  )
}

function Change({ edit, known }: { edit: RoleEdit; known: readonly PermissionItem[] }) {
  const { role, gains, loses } = edit
  const text = (name: string) => permissionText(name, known.find((one) => one.name === name)?.label)
  return (
    <section>
      <strong>{role.name}</strong>
      <p className="mp-muted mp-small co-flush">
        {t('matrix.concerns', { n: role.member_count ?? 0 })} <FirstHolders role_id={role.id} />
      </p>
      <ul className="rm-diff">
        {gains.map((name) => (
          <li key={name} className="rm-gain">
            {t('matrix.gain', { permission: text(name) })}
          </li>
        ))}
        {loses.map((name) => (
          <li key={name} className="rm-loss">
            {t('matrix.loss', { permission: text(name) })}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The first few by name; the number beside it says how many there are. */
function FirstHolders({ role_id }: { role_id: number }) {
  const { data } = useApi(companiesApi.listRoleMembers, { params: { role_id }, query: { limit: 5 } })
  const names = data?.items.map(({ user, company }) => `${user.name ?? user.email} (${company.name})`) ?? []
  if (names.length === 0) return null
  return <span>{t('matrix.among', { names: names.join(', ') })}</span>
}
