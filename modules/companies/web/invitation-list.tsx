import { Button } from '@mantine/core'
import { Initials, Time } from '../../../platform/web/ui/index.ts'
import type { Invitations } from './invitation-answers.ts'
import { t } from './messages.ts'

/** Open invitations with their two answers. */
export function InvitationList({ invitations }: { invitations: Invitations }) {
  const { items = [], busy, accept, decline } = invitations
  return (
    <ul className="co-lines">
      {items.map(({ membership_id, company, role_name, invited_by, invited_at }) => (
        <li key={membership_id} className="co-line">
          <Initials name={company.name} square size={36} />
          <span className="co-line-text">
            <strong>{company.name}</strong>
            <span className="mp-muted mp-small mp-block">
              {invited_by
                ? t('invitations.by', { name: invited_by, role: role_name })
                : t('invitations.as', { role: role_name })}{' '}
              · <Time at={invited_at} />
            </span>
          </span>
          <span className="mp-row">
            <Button
              variant="default"
              disabled={busy !== null}
              aria-label={t('invitations.decline_of', { company: company.name })}
              onClick={() => void decline(membership_id, company.name)}
            >
              {t('invitations.decline')}
            </Button>
            <Button
              loading={busy === membership_id}
              aria-label={t('invitations.accept_of', { company: company.name })}
              onClick={() => void accept(membership_id)}
            >
              {t('invitations.accept')}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  )
}
