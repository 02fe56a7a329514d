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
  SubmitButton,
  Time,
  useContractForm,
  useGo,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { integrationsApi, type WebhookEndpoint } from '../contract.ts'
import { bodyFrom, EndpointFields, valuesOf } from './endpoint-form.tsx'
import { IconWebhook } from './icons.ts'
import { t } from './messages.ts'
import { SecretDialog } from './secret.tsx'
import { dayOf, EndpointState } from './states.tsx'
import { WebhookSettingsCard } from './webhook-settings.tsx'

/** Addresses of other systems that are told what happens. */
export default function WebhooksPage() {
  const list = useListState(integrationsApi.listWebhookEndpoints)
  const answer = useApi(integrationsApi.listWebhookEndpoints, { query: list.query }, { keep: true })
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ id: number; secret: string } | null>(null)
  const go = useGo()
  return (
    <Page
      title={t('webhooks.title')}
      description={t('webhooks.text')}
      actions={
        <>
          <Button variant="default" onClick={() => go('/admin/webhooks/inbound')}>
            {t('inbound.title')}
          </Button>
          <Button variant="default" onClick={() => go('/admin/webhooks/deliveries')}>
            {t('webhooks.deliveries_all')}
          </Button>
          <Button onClick={() => setAdding(true)}>{t('webhooks.add')}</Button>
        </>
      }
    >
      <FilterBar list={list} searchLabel={t('webhooks.search')} fields={[states()]} />
      <div className="mp-stack">
        <DataTable
          label={t('webhooks.title')}
          answer={answer}
          list={list}
          columns={columns}
          rowKey={(row) => row.id}
          rowPath={(row) => `/admin/webhooks/${row.id}`}
          empty={
            <EmptyState icon={IconWebhook} title={t('webhooks.empty')} text={t('webhooks.empty_text')} />
          }
        />
        <WebhookSettingsCard />
      </div>
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('webhooks.add')} width={600}>
        <NewEndpoint
          onMade={(one) => {
            setAdding(false)
            setMade(one)
            void refresh(integrationsApi.listWebhookEndpoints)
          }}
        />
      </Dialog>
      <SecretDialog
        secret={made?.secret ?? null}
        close={() => {
          if (made) go(`/admin/webhooks/${made.id}`)
          setMade(null)
        }}
      />
    </Page>
  )
}

function NewEndpoint({ onMade }: { onMade: (made: { id: number; secret: string }) => void }) {
  const form = useContractForm(integrationsApi.createWebhookEndpoint, {
    values: valuesOf(),
    prepare: bodyFrom,
    onDone: onMade,
  })
  return (
    <ContractForm form={form} guard={false}>
      <EndpointFields />
      <SubmitButton>{t('webhooks.add')}</SubmitButton>
    </ContractForm>
  )
}

const states = () => ({
  name: 'state',
  label: t('webhooks.state'),
  options: [
    { value: 'active', label: t('webhooks.active') },
    { value: 'failing', label: t('webhooks.failing') },
    { value: 'paused', label: t('webhooks.paused') },
    { value: 'disabled', label: t('webhooks.disabled') },
  ],
})

const columns: readonly Column<WebhookEndpoint>[] = [
  {
    key: 'name',
    label: t('webhooks.name'),
    card: 'title',
    order: { asc: 'name', desc: '-name' },
    render: (row) => row.name,
  },
  { key: 'url', label: t('webhooks.url'), render: (row) => <span className="in-break">{row.url}</span> },
  { key: 'day', label: t('webhooks.day'), width: '9rem', render: dayOf },
  {
    key: 'last_success',
    label: t('webhooks.last_success'),
    width: '9rem',
    render: (row) => <Time at={row.last_success_at} />,
  },
  {
    key: 'state',
    label: t('webhooks.state'),
    card: 'badge',
    width: '9rem',
    render: (row) => <EndpointState endpoint={row} />,
  },
]
