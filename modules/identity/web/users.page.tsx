import './people.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { IconUsers } from '../../../platform/web/ui/icons.ts'
import type { Column, FilterField } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  Person,
  Status,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { UserItem } from '../contract.ts'
import { identityApi, userStatuses } from '../contract.ts'
import { CreateUserDialog } from './create-user-dialog.tsx'
import { t } from './messages.ts'
import { nameOfUser, statusOf } from './user-words.ts'

/** Everybody with an account. */
export default function UsersPage() {
  const list = useListState(identityApi.listUsers)
  const answer = useApi(identityApi.listUsers, { query: { ...list.query, count: true } }, { keep: true })
  const [creating, setCreating] = useState(false)
  const create = <Button onClick={() => setCreating(true)}>{t('users.create')}</Button>
  return (
    <Page title={t('users.title')} description={t('users.text')} actions={create}>
      <FilterBar list={list} fields={filters()} searchLabel={t('users.search')} />
      <DataTable
        label={t('users.title')}
        answer={answer}
        list={list}
        columns={columns()}
        rowKey={(user) => user.id}
        rowPath={(user) => `/admin/users/${user.id}`}
        empty={<EmptyState icon={IconUsers} title={t('users.empty')} />}
      />
      {creating && <CreateUserDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

const yesNo = (yes: string, no: string) =>
  [
    { value: 'true', label: t('users.yes') },
    { value: 'false', label: t('users.no') },
  ].map((option, at) => ({ ...option, value: at === 0 ? yes : no }))

const filters = (): FilterField[] => [
  {
    name: 'status',
    label: t('users.status'),
    options: userStatuses
      .filter((status) => status !== 'erased')
      .map((status) => ({ value: status, label: statusOf(status).label })),
  },
  { name: 'super_admin', label: t('users.super_admin'), options: yesNo('true', 'false') },
  { name: 'second_factor', label: t('users.second_factor'), options: yesNo('yes', 'no') },
  { name: 'blocked', label: t('users.blocked'), options: yesNo('true', 'false') },
]

const columns = (): Column<UserItem>[] => [
  {
    key: 'name',
    label: t('users.name'),
    card: 'title',
    order: { asc: 'last_name', desc: '-last_name' },
    render: (user) => <Person name={nameOfUser(user)} />,
  },
  { key: 'email', label: t('login.email'), render: (user) => user.email },
  {
    key: 'status',
    label: t('users.status'),
    card: 'badge',
    render: (user) => (
      <>
        <Status {...statusOf(user.status)} />{' '}
        {user.blocked && <Status kind="danger" label={t('users.blocked')} />}
      </>
    ),
  },
  {
    key: 'role',
    label: t('users.super_admin'),
    card: 'hide',
    render: (user) => user.is_super_admin && <Status kind="info" label={t('users.super_admin')} />,
  },
  {
    key: 'last_login_at',
    label: t('users.last_login'),
    width: '10rem',
    order: { asc: 'last_login_at', desc: '-last_login_at' },
    render: (user) => <Time at={user.last_login_at} />,
  },
  {
    key: 'created_at',
    label: t('users.created'),
    width: '9rem',
    card: 'hide',
    order: { asc: 'created_at', desc: '-created_at' },
    render: (user) => <Time at={user.created_at} />,
  },
]
