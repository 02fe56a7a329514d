import type { Column, StatusKind } from '../../../platform/web/ui/index.ts'
import { Initials, Status, Time } from '../../../platform/web/ui/index.ts'
import type { RequestStatus, StaffRequest } from '../contract/staff-requests.ts'
import type { Boarded, Next } from './boarding-dialog.tsx'
import { BoardingMenu } from './boarding-menu.tsx'
import { t } from './messages.ts'
import { staffName } from './staff-words.ts'

export type StaffRequestItem = StaffRequest

const kinds: Record<RequestStatus, StatusKind> = {
  open: 'waiting',
  approved: 'info',
  declined: 'danger',
  withdrawn: 'neutral',
  done: 'success',
}

/** The person that a request is about, as steps want them. */
export const entryOf = (request: StaffRequestItem): Boarded => ({
  ...request,
  id: request.staff_member_id,
  action_requested_by_user_id: request.requested_by.id,
})

interface Rows {
  which: 'mine' | 'waiting'
  open: (request: StaffRequestItem, to: Next) => void
}

/** Whom, what, how far it is, and what was said; for approvers who asks. */
export function requestColumns({ which, open }: Rows): readonly Column<StaffRequestItem>[] {
  return [
    {
      key: 'name',
      label: t('staff.name'),
      card: 'title',
      render: (request) => (
        <span className="mp-person">
          <Initials name={staffName(request)} />
          <span className="st-who">
            {staffName(request)}
            <small>{[request.job_title, request.department].filter(Boolean).join(' · ')}</small>
          </span>
        </span>
      ),
    },
    {
      key: 'what',
      label: t('requests.what'),
      width: '11rem',
      render: (request) => <What request={request} />,
    },
    {
      key: 'status',
      label: t('staff.status'),
      card: 'badge',
      width: '10rem',
      render: ({ status }) => <Status kind={kinds[status]} label={t(`requests.status_${status}`)} />,
    },
    { key: 'said', label: t('requests.said'), render: (request) => <Said request={request} which={which} /> },
    {
      key: 'created_at',
      label: t('requests.asked'),
      width: '8rem',
      render: ({ created_at }) => <Time at={created_at} />,
    },
    {
      key: 'actions',
      label: t('members.actions'),
      align: 'end',
      width: '6.5rem',
      render: (request) => (
        <BoardingMenu
          person={entryOf(request)}
          steps={request.next_actions}
          open={(to) => open(request, to)}
        />
      ),
    },
  ]
}

function What({ request: { kind, onboard_on, offboard_at } }: { request: StaffRequestItem }) {
  const at = kind === 'onboard' ? onboard_on : offboard_at
  return (
    <span className="st-who">
      {t(`requests.kind_${kind}`)}
      {at && (
        <small>
          <Time at={at} dateOnly={kind === 'onboard'} />
        </small>
      )}
    </span>
  )
}

function Said({ request, which }: { request: StaffRequestItem; which: Rows['which'] }) {
  const { note, answer, requested_by } = request
  if (which === 'waiting')
    return (
      <span className="st-who">
        {requested_by.name}
        {note && <small>{note}</small>}
      </span>
    )
  return <span className="st-said">{answer ?? note ?? <span className="mp-muted">–</span>}</span>
}
