import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import {
  ConfirmDialog,
  DataTable,
  EmptyState,
  Page,
  Status,
  Time,
  toast,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { ApiKey } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { AccountTabs } from './account-tabs.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { t } from './messages.ts'

/** One's own API keys: make, see when they were used, revoke. */
export default function ApiKeysPage() {
  const { user } = useSignedIn()
  const list = useListState(identityApi.listApiKeys)
  const answer = useApi(identityApi.listApiKeys, {
    query: { ...list.query, include_expired: true, user_id: user.id },
  })
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const create = <Button onClick={() => setCreating(true)}>{t('keys.create')}</Button>
  return (
    <Page title={t('keys.title')} description={t('keys.text')} actions={create}>
      <AccountTabs />
      <DataTable
        label={t('keys.list')}
        answer={answer}
        list={list}
        columns={[...columns, revokeColumn(setRevoking)]}
        rowKey={(key) => key.id}
        empty={<EmptyState icon={IconKey} title={t('keys.empty')} text={t('keys.empty_text')} />}
      />
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t('keys.revoke_title', { name: revoking?.description ?? '' })}
        consequence={t('keys.confirm_revoke')}
        action={t('keys.revoke')}
        run={async () => {
          if (!revoking) return
          await api(identityApi.deleteApiKey, { params: { api_key_id: revoking.id } })
          toast.success(t('keys.revoked'))
          await refresh(identityApi.listApiKeys)
        }}
      />
    </Page>
  )
}

const columns: readonly Column<ApiKey>[] = [
  { key: 'description', label: t('keys.description'), render: (key) => key.description, card: 'title' },
  { key: 'preview', label: t('keys.preview'), render: (key) => <code>{key.preview}…</code> },
  { key: 'scopes', label: t('keys.scopes'), render: (key) => key.scopes.join(', '), card: 'hide' },
  { key: 'last_used_at', label: t('keys.last_used'), render: (key) => <Time at={key.last_used_at} /> },
  {
    key: 'expires_at',
    label: t('keys.expires'),
    render: (key) => <Time at={key.expires_at} />,
    card: 'hide',
  },
  {
    key: 'state',
    label: t('keys.state'),
    card: 'badge',
    render: (key) =>
      key.expired ? (
        <Status kind="neutral" label={t('keys.state_expired')} />
      ) : (
        <Status kind="success" label={t('keys.state_live')} />
      ),
  },
]

const revokeColumn = (revoke: (key: ApiKey) => void): Column<ApiKey> => ({
  key: 'revoke',
  label: '',
  align: 'end',
  render: (key) => (
    <Button
      size="compact-sm"
      variant="subtle"
      color="red"
      aria-label={t('keys.revoke_named', { name: key.description })}
      onClick={() => revoke(key)}
    >
      {t('keys.revoke')}
    </Button>
  ),
})
