import './integrations.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { refresh, useApi } from '../../../platform/web/client/index.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import {
  ContractForm,
  DataTable,
  Dialog,
  EmptyState,
  FilterBar,
  Page,
  Status,
  SubmitButton,
  Time,
  useContractForm,
  useGo,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { type InboundWebhook, integrationsApi } from '../contract.ts'
import { IconWebhook } from './icons.ts'
import { InboundFields, inboundBody, inboundValues } from './inbound-form.tsx'
import { t } from './messages.ts'
import { UrlDialog } from './secret.tsx'

/** Addresses that other systems call to tell us something. */
export default function InboundPage() {
  const list = useListState(integrationsApi.listInboundWebhooks)
  const answer = useApi(integrationsApi.listInboundWebhooks, { query: list.query }, { keep: true })
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ id: number; url: string } | null>(null)
  const go = useGo()
  return (
    <Page
      title={t('inbound.title')}
      description={t('inbound.text')}
      actions={<Button onClick={() => setAdding(true)}>{t('inbound.add')}</Button>}
    >
      <FilterBar list={list} searchLabel={t('inbound.search')} />
      <DataTable
        label={t('inbound.title')}
        answer={answer}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        rowPath={(row) => `/admin/webhooks/inbound/${row.id}`}
        empty={<EmptyState icon={IconWebhook} title={t('inbound.empty')} text={t('inbound.empty_text')} />}
      />
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('inbound.add')} width={560}>
        <NewInbound
          onMade={(one) => {
            setAdding(false)
            setMade(one)
            void refresh(integrationsApi.listInboundWebhooks)
          }}
        />
      </Dialog>
      <UrlDialog
        url={made?.url ?? null}
        close={() => {
          if (made) go(`/admin/webhooks/inbound/${made.id}`)
          setMade(null)
        }}
      />
    </Page>
  )
}

function NewInbound({ onMade }: { onMade: (made: { id: number; url: string }) => void }) {
  const form = useContractForm(integrationsApi.createInboundWebhook, {
    values: inboundValues(),
    prepare: inboundBody,
    onDone: onMade,
  })
  return (
    <ContractForm form={form} guard={false}>
      <InboundFields />
      <SubmitButton>{t('inbound.add')}</SubmitButton>
    </ContractForm>
  )
}

export const InboundState = ({ webhook }: { webhook: InboundWebhook }) =>
  webhook.paused_at ? (
    <Status kind="warning" label={t('webhooks.paused')} />
  ) : (
    <Status kind="success" label={t('webhooks.active')} />
  )

const columns: readonly Column<InboundWebhook>[] = [
  { key: 'name', label: t('webhooks.name'), card: 'title', render: (row) => row.name },
  { key: 'slug', label: t('inbound.slug'), render: (row) => <code>{row.slug}</code> },
  { key: 'company', label: t('webhooks.company'), render: (row) => row.company_name ?? '–' },
  {
    key: 'proof',
    label: t('inbound.verification'),
    render: (row) => t(`inbound.verification_${row.verification}`),
  },
  {
    key: 'last',
    label: t('inbound.last'),
    width: '9rem',
    render: (row) => <Time at={row.last_received_at} />,
  },
  {
    key: 'state',
    label: t('webhooks.state'),
    card: 'badge',
    width: '8rem',
    render: (row) => <InboundState webhook={row} />,
  },
]
