import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Dialog, toast } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { RoleChoice } from './role-choice.tsx'
import { nameOf } from './words.ts'

interface ChangeRoleProps {
  member: Membership
  kind: 'provider' | 'customer'
  onClose: () => void
}

/** Gives a member another role; Undo gives the one before back. */
export function ChangeRoleDialog({ member, kind, onClose }: ChangeRoleProps) {
  const [role_id, setRole] = useState(member.role.id)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  async function save() {
    if (role_id === member.role.id) return onClose()
    setBusy(true)
    try {
      const changed = await giveRole(member.id, role_id, member.version)
      onClose()
      toast.success(t('members.role_changed', { name: nameOf(member), role: changed.role.name }), {
        undo: () => void giveRole(member.id, member.role.id, changed.version).catch(tell),
      })
    } catch (error) {
      setFailure(problemText(problemOf(error)))
      setBusy(false)
    }
  }
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t('members.change_role_of', { name: nameOf(member) })}
      width={560}
    >
      <RoleChoice kind={kind} value={role_id} onChange={setRole} error={failure} />
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('company.cancel')}
        </Button>
        <Button loading={busy} onClick={save}>
          {t('members.change_role')}
        </Button>
      </div>
    </Dialog>
  )
}

async function giveRole(membership_id: number, role_id: number, version: number): Promise<Membership> {
  const changed = await api(companiesApi.changeMembership, {
    params: { membership_id },
    body: { role_id, version },
  })
  void refresh(companiesApi.listMemberships)
  return changed
}

const tell = (error: unknown) => toast.error(problemOf(error))
