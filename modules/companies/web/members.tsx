import { Button } from '@mantine/core'
import { csvUrlOf, hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { IconUsers } from '../../../platform/web/ui/icons.ts'
import type { Column, FilterField } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Person,
  Status,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { MemberDialogs, useMemberActions } from './member-actions.tsx'
import { t } from './messages.ts'
import { PendingMembers } from './pending-members.tsx'
import { nameOf, statusOf, useRoles } from './words.ts'

export interface CompanyOfMembers {
  id: number
  name: string
  kind: 'provider' | 'customer'
}

interface MembersProps {
  company: CompanyOfMembers
  onInvite: () => void
}

/** People of a company: open invitations on top, then everybody who has joined. */
export function Members({ company, onInvite }: MembersProps) {
  const list = useListState(companiesApi.listMemberships)
  const { roles } = useRoles(company.kind)
  const whole = useApi(
    companiesApi.readCompany,
    { params: { company_id: company.id } },
    { staleTime: 60_000 },
  )
  const params = { company_id: company.id }
  const joined = list.query.removed ? {} : { status: ['active' as const, 'suspended' as const] }
  const query = { ...joined, ...list.query }
  const answer = useApi(companiesApi.listMemberships, { params, query }, { keep: true })
  const actions = useMemberActions({ sites: (whole.data?.sites.length ?? 0) > 0 })
  const role = {
    name: 'role_id',
    label: t('members.role'),
    options: roles.data?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? [],
  }
  const plain = !list.filtered && !list.query.after
  return (
    <div className="mp-stack">
      {plain && <PendingMembers company={company} actions={actions} />}
      <div>
        <FilterBar list={list} fields={[role, ...filters]} searchLabel={t('members.search')} />
        <DataTable
          label={t('members.list')}
          answer={answer}
          list={list}
          columns={[...columns, actions.column]}
          rowKey={(member) => member.id}
          csv={csvUrlOf(companiesApi.listMemberships, { params, query })}
          empty={<NobodyYet company={company} onInvite={onInvite} />}
        />
      </div>
      <MemberDialogs company={company} actions={actions} />
    </div>
  )
}

function NobodyYet({ company, onInvite }: MembersProps) {
  const may = hasPermission('members.manage')
  return (
    <EmptyState
      icon={IconUsers}
      title={t('members.empty', { company: company.name })}
      text={t('members.empty_text')}
      action={
        may && (
          <Button variant="default" onClick={onInvite}>
            {t('members.invite')}
          </Button>
        )
      }
    />
  )
}

const filters: readonly FilterField[] = [
  {
    name: 'status',
    label: t('members.status'),
    options: [
      { value: 'active', label: t('members.status_active') },
      { value: 'invited', label: t('members.status_invited') },
      { value: 'suspended', label: t('members.status_suspended') },
    ],
  },
  {
    name: 'removed',
    label: t('members.former'),
    options: [{ value: 'true', label: t('members.former_only') }],
  },
]

function RoleOf({ member }: { member: Membership }) {
  return (
    <>
      {member.role.name}
      {member.covers_sites && <span className="mp-muted mp-small mp-block">{t('members.covers_sites')}</span>}
      {member.second_factor === true && (
        <span className="mp-muted mp-small mp-block">{t('members.has_factor')}</span>
      )}
    </>
  )
}

const columns: readonly Column<Membership>[] = [
  {
    key: 'name',
    label: t('members.name'),
    card: 'title',
    order: { asc: 'name' },
    render: (member) => <Person name={nameOf(member)} detail={member.user.name ? member.user.email : null} />,
  },
  { key: 'role', label: t('members.role'), width: '11rem', render: (member) => <RoleOf member={member} /> },
  {
    key: 'status',
    label: t('members.status'),
    card: 'badge',
    width: '9rem',
    render: (member) =>
      member.removed_at ? (
        <Status kind="neutral" label={t('members.status_removed')} />
      ) : (
        <Status {...statusOf(member)} />
      ),
  },
  {
    key: 'joined_at',
    label: t('members.joined'),
    width: '10rem',
    order: { desc: '-joined_at' },
    render: (member) => <Time at={member.joined_at} />,
    card: 'hide',
  },
  {
    key: 'last_active_at',
    label: t('members.last_active'),
    width: '10rem',
    order: { desc: '-last_active_at' },
    render: (member) => <Time at={member.last_active_at} />,
    card: 'hide',
  },
]
