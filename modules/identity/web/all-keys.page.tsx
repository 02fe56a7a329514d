import { Page, useListState } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { KeysTable } from './keys-table.tsx'
import { t } from './messages.ts'

/** Everybody's API keys, for super administrators. */
export default function AllKeysPage() {
  const list = useListState(identityApi.listApiKeys)
  return (
    <Page title={t('keys.all_title')} description={t('keys.all_text')}>
      <KeysTable list={list} everybody />
    </Page>
  )
}
