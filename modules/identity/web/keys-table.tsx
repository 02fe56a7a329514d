import { useState } from 'react'
import { api, refresh, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import type { Column, ListState } from '../../../platform/web/ui/index.ts'
import {
  ConfirmDialog,
  DataTable,
  EmptyState,
  FilterBar,
  Menu,
  Status,
  Time,
  toast,
} from '../../../platform/web/ui/index.ts'
import type { ApiKey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { ChangeKeyDialog } from './change-key-dialog.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { t } from './messages.ts'
import { ReplaceKeyDialog } from './replace-key-dialog.tsx'

type Step = 'look' | 'change' | 'replace' | 'revoke'
interface Opened {
  step: Step
  key: ApiKey
}

/** Keys with search, orders and what one may do with them; `everybody`: all keys, with their owners. */
export function KeysTable({ list, everybody }: { list: ListState; everybody?: boolean }) {
  const { user } = useSignedIn()
  const [opened, setOpened] = useState<Opened | null>(null)
  const query = everybody ? list.query : { include_expired: true, ...list.query, user_id: user.id }
  const answer = useApi(identityApi.listApiKeys, { query }, { keep: true })
  const key = opened?.key ?? null
  const at = (step: Step) => (opened?.step === step ? key : null)
  const close = () => setOpened(null)
  return (
    <>
      <FilterBar list={list} searchLabel={t('keys.search')} fields={everybody ? [ended] : []} />
      <DataTable
        label={t('keys.list')}
        answer={answer}
        list={list}
        columns={[...columnsFor(everybody === true), actions(user.id, setOpened)]}
        rowKey={(one) => one.id}
        empty={
          <EmptyState
            icon={IconKey}
            title={t('keys.empty')}
            text={everybody ? t('keys.empty_all') : t('keys.empty_text')}
          />
        }
      />
      <KeyDialog shown={at('look')} onClose={close} />
      <ChangeKeyDialog changed={at('change')} onClose={close} />
      <ReplaceKeyDialog replaced={at('replace')} onClose={close} />
      <ConfirmDialog
        opened={at('revoke') !== null}
        onClose={close}
        title={t('keys.revoke_title', { name: key?.description ?? '' })}
        consequence={t('keys.confirm_revoke')}
        action={t('keys.revoke')}
        run={async () => {
          if (!key) return
          await api(identityApi.deleteApiKey, { params: { api_key_id: key.id } })
          toast.success(t('keys.revoked'))
          await refresh(identityApi.listApiKeys)
        }}
      />
    </>
  )
}

const ended = {
  name: 'include_expired',
  label: t('keys.ended_filter'),
  options: [{ value: 'true', label: t('keys.ended_shown') }],
}

const columnsFor = (everybody: boolean): Column<ApiKey>[] => [
  {
    key: 'description',
    label: t('keys.description'),
    render: (key) => key.description,
    card: 'title',
    order: { asc: 'description', desc: '-description' },
  },
  ...(everybody
    ? [{ key: 'user', label: t('keys.owner'), render: (key: ApiKey) => key.user.name || key.user.email }]
    : []),
  { key: 'preview', label: t('keys.preview'), render: (key) => <code>{key.preview}…</code> },
  {
    key: 'usage_count',
    label: t('keys.uses'),
    align: 'end',
    render: (key) => key.usage_count,
    order: { desc: '-usage_count', asc: 'usage_count' },
  },
  {
    key: 'last_used_at',
    label: t('keys.last_used'),
    render: (key) => <Time at={key.last_used_at} />,
    order: { desc: '-last_used_at', asc: 'last_used_at' },
  },
  {
    key: 'expires_at',
    label: t('keys.expires'),
    render: (key) => <Time at={key.expires_at} />,
    card: 'hide',
    order: { asc: 'expires_at', desc: '-expires_at' },
  },
  {
    key: 'state',
    label: t('keys.state'),
    card: 'badge',
    render: (key) => {
      if (key.expired) return <Status kind="neutral" label={t('keys.state_expired')} />
      if (key.rotated_to_id !== null) return <Status kind="waiting" label={t('keys.state_replaced')} />
      return <Status kind="success" label={t('keys.state_live')} />
    },
  },
]

const actions = (own: number, open: (opened: Opened) => void): Column<ApiKey> => ({
  key: 'actions',
  label: '',
  align: 'end',
  render: (key) => {
    const isMine = key.user_id === own && !key.expired
    const mine = [
      { label: t('keys.change'), run: () => open({ step: 'change', key }) },
      ...(key.rotated_to_id === null
        ? [{ label: t('keys.replace'), run: () => open({ step: 'replace', key }) }]
        : []),
    ]
    return (
      <Menu
        label={t('keys.actions', { name: key.description })}
        button="⋯"
        items={[
          { label: t('keys.look'), run: () => open({ step: 'look', key }) },
          ...(isMine ? mine : []),
          { label: t('keys.revoke'), danger: true, run: () => open({ step: 'revoke', key }) },
        ]}
      />
    )
  },
})
