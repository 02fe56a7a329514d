import { Button } from '@mantine/core'
import { useState } from 'react'
import { useSignedIn } from '../../../platform/web/client/index.ts'
import { Page, useListState } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { AccountTabs } from './account-tabs.tsx'
import { CreateKeyDialog } from './create-key-dialog.tsx'
import { KeysTable } from './keys-table.tsx'
import { t } from './messages.ts'

/** One's own API keys: make, see when and from where they were used, change, replace, revoke. */
export default function ApiKeysPage() {
  const list = useListState(identityApi.listApiKeys)
  const [creating, setCreating] = useState(false)
  const { user, permissions } = useSignedIn()
  const mayCreate = user.is_super_admin || permissions.includes('api_keys.create')
  const create = mayCreate && <Button onClick={() => setCreating(true)}>{t('keys.create')}</Button>
  return (
    <Page title={t('keys.title')} description={t('keys.text')} actions={create}>
      <AccountTabs />
      <div className="mp-stack">
        {!mayCreate && <p className="mp-note">{t('keys.may_not')}</p>}
        <KeysTable list={list} />
      </div>
      <CreateKeyDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}
