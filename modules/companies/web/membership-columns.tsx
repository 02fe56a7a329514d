import type { Column } from '../../../platform/web/ui/index.ts'
import { Link, Person, Status, Time } from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { t } from './messages.ts'
import { nameOf, statusOf } from './words.ts'

/** What a review of all memberships shows; `open` asks for the customers of somebody of the provider. */
export function membershipColumns(open: (member: Membership) => void): readonly Column<Membership>[] {
  return [
    {
      key: 'name',
      label: t('members.name'),
      card: 'title',
      order: { asc: 'name' },
      render: (member) => (
        <Person name={nameOf(member)} detail={member.user.name ? member.user.email : null} />
      ),
    },
    {
      key: 'company',
      label: t('review.company'),
      width: '9rem',
      render: (member) => <Link to={`/companies/${member.company_id}/people`}>{member.company_name}</Link>,
    },
    {
      key: 'role',
      label: t('members.role'),
      width: '8.5rem',
      render: ({ role, second_factor }) => (
        <>
          {role.name}
          {second_factor !== null && (
            <span className="mp-muted mp-small mp-block">
              {second_factor ? t('members.has_factor') : t('review.no_factor')}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'status',
      label: t('members.status'),
      card: 'badge',
      width: '7.5rem',
      render: (member) =>
        member.removed_at ? (
          <Status kind="neutral" label={t('members.status_removed')} />
        ) : (
          <Status {...statusOf(member)} />
        ),
    },
    { key: 'access', label: t('review.access'), width: '8rem', render: (member) => accessOf(member, open) },
    {
      key: 'joined_at',
      label: t('members.joined'),
      width: '7.5rem',
      order: { desc: '-joined_at' },
      render: ({ joined_at }) => <Time at={joined_at} />,
      card: 'hide',
    },
    {
      key: 'last_active_at',
      label: t('members.last_active'),
      width: '7.5rem',
      order: { desc: '-last_active_at' },
      render: ({ last_active_at }) => <Time at={last_active_at} />,
      card: 'hide',
    },
  ]
}

/** Rows of the provider's own people, told by an access that customers' people cannot have, open their list. */
function accessOf(member: Membership, open: (member: Membership) => void) {
  if (!member.of_provider) return member.covers_sites ? t('members.covers_sites') : t('review.own_company')
  const label = member.customer_access === 'all' ? t('review.access_all') : t('review.access_listed')
  if (member.removed_at) return label
  return (
    <button
      type="button"
      className="mp-link"
      aria-label={`${label}: ${nameOf(member)}`}
      onClick={() => open(member)}
    >
      {label}
    </button>
  )
}
