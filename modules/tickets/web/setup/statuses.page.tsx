import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  ErrorState,
  Field,
  Loading,
  Menu,
  Status,
  SubmitButton,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { DeskStatus } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { SetupPage } from './frame.tsx'
import { IconDots } from './icons.ts'
import { InlineCheck, InlineSelect, InlineText, toneOf, toneOptions } from './inline.tsx'
import { t } from './messages.ts'
import { OrderTable, type SetupColumn } from './order-table.tsx'
import { save } from './setup-call.ts'
import { StatusRemoval } from './status-removal.tsx'

type Change = Partial<Omit<DeskStatus, 'key' | 'kind' | 'version' | 'moving_to' | 'color'>> & {
  color?: 'neutral' | 'info' | 'waiting' | 'success' | 'warning' | 'danger'
}

const change = ({ key, version }: DeskStatus, body: Change) =>
  save(api(ticketsApi.changeStatus, { params: { key }, body: { ...body, version } }), ticketsApi.listStatuses)

/** The steps of a ticket: their words for the desk and for customers, their order, what they do to promises. */
export default function StatusesPage() {
  const answer = useApi(ticketsApi.listStatuses, {})
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<DeskStatus | null>(null)
  const rows = answer.data?.items ?? []
  return (
    <SetupPage
      part="statuses"
      text={t('statuses.text')}
      actions={<Button onClick={() => setAdding(true)}>{t('statuses.add')}</Button>}
    >
      {answer.isPending && <Loading rows={6} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && (
        <OrderTable
          label={t('statuses.text')}
          rows={rows}
          columns={columnsOf(rows, setLeaving)}
          rowKey={({ key }) => key}
          rowLabel={({ label }) => labelText(label)}
          onMove={(row, position) => void change(row, { position })}
        />
      )}
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('statuses.add')} width={480}>
        <NewStatus onDone={() => setAdding(false)} />
      </Dialog>
      <StatusRemoval status={leaving} all={rows} onClose={() => setLeaving(null)} />
    </SetupPage>
  )
}

const ofRow = (what: string, { label }: DeskStatus) => t('setup_desk.of', { what, name: labelText(label) })

function columnsOf(
  all: readonly DeskStatus[],
  remove: (status: DeskStatus) => void,
): SetupColumn<DeskStatus>[] {
  return [
    {
      key: 'label',
      label: t('statuses.label'),
      render: (row) => (
        <InlineText
          label={ofRow(t('statuses.label'), row)}
          value={row.label}
          maxLength={40}
          onSave={(label) => void change(row, { label })}
        />
      ),
    },
    {
      key: 'public',
      label: t('statuses.public'),
      width: '13rem',
      render: (row) => (
        <span className="ds-public ds-stacked">
          <InlineText
            label={ofRow(t('statuses.public'), row)}
            value={row.public_label}
            maxLength={40}
            onSave={(public_label) => void change(row, { public_label })}
          />
          <Status kind={toneOf(row.color)} label={labelText(row.public_label)} />
        </span>
      ),
    },
    {
      key: 'kind',
      label: t('statuses.kind'),
      width: '7rem',
      render: (row) => t(`statuses.kind_${row.kind}`),
    },
    {
      key: 'color',
      label: t('setup_desk.color'),
      width: '7rem',
      render: (row) => (
        <InlineSelect
          label={ofRow(t('setup_desk.color'), row)}
          value={toneOf(row.color)}
          options={toneOptions()}
          onSave={(color) => void change(row, { color: toneOf(color) })}
        />
      ),
    },
    {
      key: 'pauses',
      label: t('statuses.pauses'),
      width: '6rem',
      render: (row) => (
        <InlineCheck
          label={ofRow(t('statuses.pauses'), row)}
          value={row.pauses_sla}
          onSave={(pauses_sla) => void change(row, { pauses_sla })}
        />
      ),
    },
    {
      key: 'active',
      label: t('setup_desk.active'),
      width: '5.5rem',
      render: (row) => (
        <InlineCheck
          label={ofRow(t('setup_desk.active'), row)}
          value={row.is_active}
          disabled={row.is_default || row.moving_to !== null}
          onSave={(is_active) => void change(row, { is_active })}
        />
      ),
    },
    {
      key: 'more',
      label: t('setup_desk.more'),
      width: '9rem',
      render: (row) => <More row={row} all={all} remove={remove} />,
    },
  ]
}

function More({
  row,
  all,
  remove,
}: {
  row: DeskStatus
  all: readonly DeskStatus[]
  remove: (status: DeskStatus) => void
}) {
  if (row.moving_to !== null) {
    const to = all.find(({ key }) => key === row.moving_to)
    return (
      <span className="mp-muted">
        {t('statuses.moving', { name: labelText(to?.label ?? row.moving_to) })}
      </span>
    )
  }
  const isOffered = row.kind === 'open' && row.is_active && !row.is_default
  return (
    <span className="ds-end">
      {row.is_default && <Status kind="neutral" label={t('setup_desk.default')} />}
      <Menu
        label={t('setup_desk.actions', { name: labelText(row.label) })}
        button={<IconDots size={18} aria-hidden />}
        className="ds-actions"
        items={[
          ...(isOffered
            ? [{ label: t('setup_desk.make_default'), run: () => void change(row, { is_default: true }) }]
            : []),
          { label: t('setup_desk.remove'), danger: true, run: () => remove(row) },
        ]}
      />
    </span>
  )
}

const kinds = ['open', 'pending', 'resolved', 'closed'] as const

function NewStatus({ onDone }: { onDone: () => void }) {
  const form = useContractForm(ticketsApi.createStatus, {
    values: { label: '', public_label: '', key: '', kind: 'open', color: 'info', pauses_sla: false },
    onDone: () => {
      void save(Promise.resolve(), ticketsApi.listStatuses)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="label" label={t('statuses.label')} autoFocus />
      <Field name="public_label" label={t('statuses.public')} />
      <Field name="key" label={t('setup_desk.key')} hint={t('setup_desk.key_hint')} />
      <Field
        name="kind"
        as="select"
        label={t('statuses.kind')}
        options={kinds.map((kind) => ({ value: kind, label: t(`statuses.kind_${kind}`) }))}
      />
      <Field name="color" as="select" label={t('setup_desk.color')} options={toneOptions()} />
      <Field name="pauses_sla" as="checkbox" label={t('statuses.pauses')} />
      <SubmitButton>{t('setup_desk.add')}</SubmitButton>
    </ContractForm>
  )
}
