import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission, problemOf, refresh, useCall } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { InviteStaffDialog, LinkStaffDialog } from './staff-login-dialogs.tsx'

/** Whether somebody can sign in, and how they come to it: invited, or linked to a member who is there already. */
export function StaffLogin({ person }: { person: StaffMember }) {
  const [opened, setOpened] = useState<'invite' | 'link' | null>(null)
  const open = person.archived_at === null
  const mayLink = open && hasPermission('staff.manage')
  const mayInvite = open && hasPermission('members.manage')
  const unlink = useCall(companiesApi.unlinkStaff, {
    onDone: () => {
      void refresh(companiesApi.readStaff)
      toast.success(t('staff.unlinked'))
    },
  })
  return (
    <section className="st-part st-card" aria-labelledby="staff-login">
      <h2 id="staff-login">{t('staff.login')}</h2>
      <p className="mp-muted">
        {person.user_id === null
          ? t('staff.login_none')
          : t('staff.login_some', { company: person.company_name })}
      </p>
      {person.user_id === null && mayInvite && person.email === null && (
        <p className="mp-muted mp-small">{t('staff.no_email')}</p>
      )}
      <div className="st-steps">
        {person.user_id === null && mayInvite && person.email !== null && (
          <Button size="compact-md" variant="default" onClick={() => setOpened('invite')}>
            {t('staff.invite')}
          </Button>
        )}
        {person.user_id === null && mayLink && (
          <Button size="compact-md" variant="default" onClick={() => setOpened('link')}>
            {t('staff.link')}
          </Button>
        )}
        {person.user_id !== null && mayLink && (
          <Button
            size="compact-md"
            variant="default"
            loading={unlink.isPending}
            onClick={() =>
              unlink.mutate(
                { params: { staff_member_id: person.id } },
                { onError: (error) => toast.error(problemOf(error)) },
              )
            }
          >
            {t('staff.unlink')}
          </Button>
        )}
      </div>
      {opened === 'invite' && <InviteStaffDialog person={person} onClose={() => setOpened(null)} />}
      {opened === 'link' && <LinkStaffDialog person={person} onClose={() => setOpened(null)} />}
    </section>
  )
}
