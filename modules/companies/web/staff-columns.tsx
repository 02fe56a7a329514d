import type { Column } from '../../../platform/web/ui/index.ts'
import { Initials, Status, Time } from '../../../platform/web/ui/index.ts'
import type { StaffItem } from '../contract/staff.ts'
import { t } from './messages.ts'
import { staffName, staffStatus } from './staff-words.ts'

/** The columns of the directory; at the desk each person's company as well. */
export function staffColumns(desk: boolean): readonly Column<StaffItem>[] {
  return [
    {
      key: 'name',
      label: t('staff.name'),
      card: 'title',
      order: { asc: 'last_name' },
      render: (person) => (
        <span className="mp-person">
          <Initials name={staffName(person)} />
          <span className="st-who">
            {staffName(person)}
            {person.job_title && <small>{person.job_title}</small>}
          </span>
        </span>
      ),
    },
    ...(desk ? [company] : []),
    {
      key: 'department',
      label: t('staff.department'),
      width: '9rem',
      order: { asc: 'department' },
      render: (person) => person.department || '–',
    },
    {
      key: 'contact',
      label: t('staff.email'),
      render: (person) => (
        <span className="st-who">
          {person.email ?? '–'}
          {(person.mobile_phone ?? person.phone) && <small>{person.mobile_phone ?? person.phone}</small>}
        </span>
      ),
    },
    ...(desk ? [] : [login]),
    {
      key: 'state',
      label: t('staff.status'),
      card: 'badge',
      width: '11.5rem',
      order: { asc: 'offboard_at' },
      render: (person) => (
        <span className="st-who">
          <span>
            <Status {...staffStatus(person)} />
          </span>
          {person.account_action === 'offboard_scheduled' && person.offboard_at && (
            <small>
              <Time at={person.offboard_at} />
            </small>
          )}
        </span>
      ),
    },
  ]
}

const company: Column<StaffItem> = {
  key: 'company',
  label: t('staff.company'),
  width: '11rem',
  render: (person) => person.company_name,
}

/** At the desk the company stands in its place. */
const login: Column<StaffItem> = {
  key: 'login',
  label: t('staff.has_login'),
  width: '8rem',
  render: (person) => (
    <span className={person.user_id === null ? 'mp-muted' : undefined}>
      {t(person.user_id === null ? 'staff.has_login_no' : 'staff.has_login_yes')}
    </span>
  ),
}
