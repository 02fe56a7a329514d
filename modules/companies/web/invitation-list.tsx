import { Button } from '@mantine/core'
import { problemOf } from '../../../platform/web/client/index.ts'
import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { Initials, Time, toast } from '../../../platform/web/ui/index.ts'
import type { Invitations } from './invitation-answers.ts'
import { t } from './messages.ts'
import { workIn } from './switching.ts'

/** Open invitations with their two answers, and the company just joined. */
export function InvitationList({ invitations }: { invitations: Invitations }) {
  const { items = [], joined, busy, accept, decline } = invitations
  return (
    <ul className="co-lines">
      {joined && <Joined company={joined} />}
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

function Joined({ company }: { company: { id: number; name: string } }) {
  const go = () => void workIn(company.id).catch((error) => toast.error(problemOf(error)))
  return (
    <li className="co-line" role="status">
      <IconCheck size={20} className="mp-good-text" aria-hidden />
      <span className="co-line-text">{t('invitations.joined', { company: company.name })}</span>
      <Button onClick={go}>{t('invitations.work_there')}</Button>
    </li>
  )
}
