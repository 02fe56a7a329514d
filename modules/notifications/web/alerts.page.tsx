import './notifications.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi, useCall } from '../../../platform/web/client/index.ts'
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  Status,
  Time,
  toast,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { type Broadcast, notificationsApi } from '../contract.ts'
import { ChangeAlert } from './alert-change.tsx'
import { AlertForm } from './alert-form.tsx'
import { IconSpeakerphone } from './icons.ts'
import { t } from './messages.ts'
import { Readers } from './readers.tsx'

/** Messages to many: write one, see who read it, take it back. */
export default function AlertsPage() {
  const list = useListState(notificationsApi.broadcasts)
  const answer = useApi(notificationsApi.broadcasts, { query: list.query }, { keep: true })
  const [writing, setWriting] = useState(false)
  return (
    <Page
      title={t('alerts.title')}
      description={t('alerts.text')}
      actions={
        <Button leftSection={<IconSpeakerphone size={16} aria-hidden />} onClick={() => setWriting(true)}>
          {t('alerts.write')}
        </Button>
      }
    >
      {writing && <AlertForm onClose={() => setWriting(false)} />}
      <FilterBar
        list={list}
        search={null}
        fields={[
          {
            name: 'state',
            label: t('alerts.state'),
            options: (['active', 'planned', 'over'] as const).map((value) => ({
              value,
              label: t(`alerts.${value}`),
            })),
          },
        ]}
      />
      <DataTable
        label={t('alerts.title')}
        answer={answer}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<EmptyState icon={IconSpeakerphone} title={t('alerts.empty')} text={t('alerts.empty_text')} />}
      />
    </Page>
  )
}

const columns: Column<Broadcast>[] = [
  { key: 'message', label: t('alerts.message'), card: 'title', render: (row) => row.message },
  {
    key: 'audience',
    label: t('alerts.audience'),
    width: '7rem',
    render: (row) => row.company_name ?? t(`alerts.to_${row.audience}`),
  },
  {
    key: 'kind',
    label: t('alerts.kind'),
    width: '7rem',
    render: (row) =>
      [t(`severity.${row.severity}`), row.is_banner && t('alerts.banner')].filter(Boolean).join(', '),
  },
  {
    key: 'read',
    label: t('alerts.readers'),
    align: 'end',
    width: '5.5rem',
    render: (row) => <Readers row={row} />,
  },
  {
    key: 'state',
    label: t('alerts.state'),
    card: 'badge',
    width: '8rem',
    render: (row) => <State row={row} />,
  },
  {
    key: 'created',
    label: t('alerts.published'),
    width: '7rem',
    render: (row) => <Time at={row.created_at} />,
  },
  {
    key: 'acts',
    label: t('alerts.acts'),
    align: 'end',
    width: '7.5rem',
    render: (row) => <Acts row={row} />,
  },
]

function stateOf({ withdrawn_at, starts_at, ends_at }: Broadcast) {
  if (withdrawn_at !== null) return 'withdrawn'
  if (ends_at !== null && Date.parse(ends_at) <= Date.now()) return 'over'
  return starts_at !== null && Date.parse(starts_at) > Date.now() ? 'planned' : 'active'
}

const stateKinds = { active: 'success', planned: 'waiting', over: 'neutral', withdrawn: 'neutral' } as const

function State({ row }: { row: Broadcast }) {
  const state = stateOf(row)
  return <Status kind={stateKinds[state]} label={t(`alerts.${state}`)} />
}

function Acts({ row }: { row: Broadcast }) {
  const state = stateOf(row)
  return (
    <div className="mp-row nt-acts">
      {(state === 'active' || state === 'planned') && <ChangeAlert row={row} />}
      {state !== 'withdrawn' && <Withdraw row={row} />}
    </div>
  )
}

function Withdraw({ row }: { row: Broadcast }) {
  const [asking, setAsking] = useState(false)
  const withdraw = useCall(notificationsApi.withdraw, {
    refreshes: [notificationsApi.broadcasts, notificationsApi.bell, notificationsApi.list],
    onDone: () => toast.success(t('alerts.withdrawn_done')),
  })
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsking(true)}>
        {t('alerts.withdraw')}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('alerts.withdraw_title')}
        consequence={t('alerts.withdraw_text')}
        action={t('alerts.withdraw')}
        run={() => withdraw.mutateAsync({ params: { notification_id: row.id } })}
      />
    </>
  )
}
