import './companies.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { IconKey } from '../../../platform/web/ui/icons.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  Region,
  Status,
  Time,
  useGo,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { MachineClient } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { MachineRoles } from './machine-roles.tsx'
import { t } from './messages.ts'
import { NewClientDialog } from './new-client-dialog.tsx'
import { ServicePermissions } from './service-permissions.tsx'
import { SigningKeys } from './signing-keys.tsx'

/** Programs that get tokens of their own; the rights and keys that these carry. */
export default function MachineClientsPage() {
  const list = useListState(identityApi.listMachineClients)
  const answer = useApi(identityApi.listMachineClients, { query: list.query }, { keep: true })
  const [creating, setCreating] = useState(false)
  const go = useGo()
  return (
    <Page
      title={t('machines.title')}
      description={t('machines.text')}
      actions={<Button onClick={() => setCreating(true)}>{t('machines.new')}</Button>}
    >
      <div className="mp-stack">
        <FilterBar list={list} searchLabel={t('machines.search')} fields={[states]} />
        <DataTable
          label={t('machines.title')}
          answer={answer}
          list={list}
          columns={columns}
          rowKey={(client) => client.id}
          rowPath={(client) => `/admin/machine-clients/${client.id}`}
          empty={<EmptyState icon={IconKey} title={t('machines.empty')} text={t('machines.empty_text')} />}
        />
        <Region>
          <MachineRoles />
        </Region>
        <Region>
          <ServicePermissions />
        </Region>
        <Region>
          <SigningKeys />
        </Region>
      </div>
      <NewClientDialog
        opened={creating}
        onClose={() => setCreating(false)}
        onDone={(id) => go(`/admin/machine-clients/${id}`)}
      />
    </Page>
  )
}

const states = {
  name: 'enabled',
  label: t('machines.state'),
  options: [
    { value: 'true', label: t('machines.on') },
    { value: 'false', label: t('machines.off') },
  ],
}

const columns: readonly Column<MachineClient>[] = [
  {
    key: 'name',
    label: t('machines.name'),
    render: (client) => client.name,
    card: 'title',
    order: { asc: 'name', desc: '-name' },
  },
  { key: 'client_id', label: t('machines.client_id'), render: (client) => <code>{client.client_id}</code> },
  { key: 'tokens', label: t('machines.tokens'), align: 'end', render: (client) => client.tokens_issued },
  {
    key: 'last_used_at',
    label: t('machines.last_used'),
    render: (client) => <Time at={client.last_used_at} />,
    order: { desc: '-last_used_at', asc: 'last_used_at' },
  },
  {
    key: 'state',
    label: t('machines.state'),
    card: 'badge',
    render: (client) => <ClientState client={client} />,
  },
]

export function ClientState({ client }: { client: MachineClient }) {
  return client.enabled ? (
    <Status kind="success" label={t('machines.on')} />
  ) : (
    <Status kind="neutral" label={t('machines.off')} />
  )
}
