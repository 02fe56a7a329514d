import { useMemo } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { ErrorState, Loading, Time } from '../../../platform/web/ui/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

const aYear = 365 * 86_400_000

/** What the audit log says of this person, newest first. */
export function StaffTimeline({ person }: { person: StaffMember }) {
  const from = useMemo(() => new Date(Date.now() - aYear).toISOString(), [])
  const query = { subject_type: 'staff_member', subject_id: person.id, from, limit: 50, locale: language }
  const answer = useApi(companiesApi.listAuditLogs, { query }, { topics: [`staff_member:${person.id}`] })
  const items = answer.data?.items
  return (
    <section className="mp-card" aria-labelledby="staff-timeline">
      <h2 id="staff-timeline">{t('staff.timeline')}</h2>
      {answer.error && !items && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {!answer.error && !items && <Loading rows={3} />}
      {items?.length === 0 && <p className="mp-muted">{t('staff.timeline_none')}</p>}
      {items && items.length > 0 && (
        <ul className="st-timeline">
          {items.map((entry) => (
            <li key={entry.id}>
              <span>{entry.sentence}</span>
              <span className="mp-muted mp-small">
                <Time at={entry.created_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
