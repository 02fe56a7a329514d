import { Button } from '@mantine/core'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import type { MemberActions } from './member-actions.tsx'
import type { CompanyOfMembers } from './members.tsx'
import { t } from './messages.ts'
import { nameOf, statusOf } from './words.ts'

/** Invitations that nobody has answered yet; nothing when there are none. */
export function PendingMembers({ company, actions }: { company: CompanyOfMembers; actions: MemberActions }) {
  const query = { status: ['invited' as const], sort: '-joined_at' as const, limit: 50 }
  const { data } = useApi(companiesApi.listMemberships, { params: { company_id: company.id }, query })
  if (!data || data.items.length === 0) return null
  return (
    <section className="mp-card" aria-labelledby="pending-members">
      <h2 id="pending-members">{t('members.pending', { n: data.items.length })}</h2>
      <ul className="co-lines">
        {data.items.map((member) => (
          <Pending key={member.id} member={member} actions={actions} />
        ))}
      </ul>
    </section>
  )
}

function Pending({ member, actions }: { member: Membership; actions: MemberActions }) {
  return (
    <li className="co-line">
      <span className="co-line-text">
        {nameOf(member)}
        <span className="mp-muted mp-small mp-block">
          {t('members.invited_as', { role: member.role.name })} · <Time at={member.invited_at} />
        </span>
      </span>
      <Status {...statusOf(member)} />
      {hasPermission('members.manage') && (
        <span className="mp-row">
          <Button
            size="compact-md"
            variant="default"
            loading={actions.resending === member.id}
            aria-label={t('members.resend_to', { name: nameOf(member) })}
            onClick={() => actions.resend(member)}
          >
            {t('members.resend')}
          </Button>
          <Button
            size="compact-md"
            variant="subtle"
            color="red"
            aria-label={t('members.withdraw_of', { name: nameOf(member) })}
            onClick={() => actions.open('remove', member)}
          >
            {t('members.withdraw')}
          </Button>
        </span>
      )}
    </li>
  )
}
