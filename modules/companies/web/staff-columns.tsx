import type { Column } from '../../../platform/web/ui/index.ts'
import { Initials, Status, Time } from '../../../platform/web/ui/index.ts'
import type { StaffItem } from '../contract/staff.ts'
import type { Next } from './boarding-dialog.tsx'
import { BoardingMenu } from './boarding-menu.tsx'
import { t } from './messages.ts'
import { StaffCell } from './staff-cell.tsx'
import { staffName, staffStatus } from './staff-words.ts'

/** The columns of the directory; at the desk each person's company as well. What changes most is changed here. */
export function staffColumns(
  desk: boolean,
  open: (person: StaffItem, to: Next) => void,
): readonly Column<StaffItem>[] {
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
      render: (person) => <StaffCell person={person} field="department" />,
    },
    {
      key: 'contact',
      label: t('staff.email'),
      render: (person) => (
        <span className="st-who">
          <StaffCell person={person} field="email" />
          <StaffCell
            person={person}
            field={person.mobile_phone || !person.phone ? 'mobile_phone' : 'phone'}
          />
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
    {
      key: 'actions',
      label: t('members.actions'),
      align: 'end',
      width: '6.5rem',
      render: (person) => (
        <BoardingMenu person={person} steps={person.next_actions} open={(to) => open(person, to)} />
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
