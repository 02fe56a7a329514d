import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Dialog, Picker, toast } from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { RoleChoice } from './role-choice.tsx'
import { staffName } from './staff-words.ts'

interface DialogProps {
  person: StaffMember
  onClose: () => void
}

/** Invites the person of an entry; it is linked when they accept. */
export function InviteStaffDialog({ person, onClose }: DialogProps) {
  const [role, setRole] = useState<number | null>(null)
  const invite = useCall(companiesApi.inviteStaff, {
    refreshes: [companiesApi.readStaff, companiesApi.listMemberships],
    onDone: () => {
      toast.success(t('staff.invited', { email: person.email ?? '' }))
      onClose()
    },
  })
  const failed = invite.error && problemText(problemOf(invite.error))
  return (
    <Dialog opened onClose={onClose} title={t('staff.invite_title', { name: staffName(person) })} width={560}>
      <RoleChoice kind="customer" value={role} onChange={setRole} error={failed ?? undefined} />
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('staff.cancel')}
        </Button>
        <Button
          disabled={role === null}
          loading={invite.isPending}
          onClick={() =>
            role !== null &&
            invite.mutate({ params: { staff_member_id: person.id }, body: { role_id: role } })
          }
        >
          {t('staff.invite')}
        </Button>
      </div>
    </Dialog>
  )
}

/** Says which member this entry is. */
export function LinkStaffDialog({ person, onClose }: DialogProps) {
  const [member, setMember] = useState<Choice | null>(null)
  const link = useCall(companiesApi.linkStaff, {
    refreshes: [companiesApi.readStaff, companiesApi.listStaff],
    onDone: () => {
      toast.success(t('staff.linked'))
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('staff.link_title', { name: staffName(person) })}>
      <Picker
        label={t('staff.link_pick')}
        value={member}
        onChange={setMember}
        error={link.error ? problemText(problemOf(link.error)) : undefined}
        load={async (q, signal) => {
          const params = { company_id: person.company_id }
          const query = { limit: 20, ...(q && { q }) }
          const { items } = await api(companiesApi.listMemberships, { params, query }, { signal })
          return items.map(({ user }) => ({ value: String(user.id), label: user.name ?? user.email }))
        }}
      />
      <div className="mp-dialog-actions">
        <Button variant="default" onClick={onClose}>
          {t('staff.cancel')}
        </Button>
        <Button
          disabled={member === null}
          loading={link.isPending}
          onClick={() =>
            member &&
            link.mutate({ params: { staff_member_id: person.id }, body: { user_id: Number(member.value) } })
          }
        >
          {t('staff.link')}
        </Button>
      </div>
    </Dialog>
  )
}
