import { api, useApi } from '../../../../platform/web/client/index.ts'
import { Field, Status } from '../../../../platform/web/ui/index.ts'
import type { DeskStatus } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { cellsOf, MoreCell, ToneCell } from './cells.tsx'
import { InlineText, toneOf, toneOptions } from './inline.tsx'
import { t } from './messages.ts'
import type { SetupColumn } from './order-table.tsx'
import { save } from './setup-call.ts'
import { NewOne, SetupList } from './setup-list.tsx'
import { StatusRemoval } from './status-removal.tsx'

type Change = Partial<Omit<DeskStatus, 'key' | 'kind' | 'version' | 'moving_to' | 'color'>> & {
  color?: ReturnType<typeof toneOf>
}

const change = ({ key, version }: DeskStatus, body: Change) =>
  save(api(ticketsApi.changeStatus, { params: { key }, body: { ...body, version } }), ticketsApi.listStatuses)

/** The steps of a ticket: their words for the desk and for customers, their order, what they do to promises. */
export default function StatusesPage() {
  const answer = useApi(ticketsApi.listStatuses, {})
  const rows = answer.data?.items ?? []
  return (
    <SetupList
      part="statuses"
      words={{ text: t('statuses.text'), add: t('statuses.add') }}
      answer={answer}
      rows={rows}
      columns={(remove) => columnsOf(rows, remove)}
      rowKey={({ key }) => key}
      rowLabel={nameOf}
      onMove={(row, position) => void change(row, { position })}
      adding={(done) => <NewStatus onDone={done} />}
      removing={(status, close) => <StatusRemoval status={status} all={rows} onClose={close} />}
    />
  )
}

const nameOf = ({ label }: DeskStatus) => labelText(label)
const cells = cellsOf<DeskStatus>({ nameOf, change: (row, body) => change(row, body as Change) })

const columnsOf = (
  all: readonly DeskStatus[],
  remove: (status: DeskStatus) => void,
): SetupColumn<DeskStatus>[] => [
  cells.text({ field: 'label', label: t('statuses.label'), maxLength: 40 }),
  {
    key: 'public',
    label: t('statuses.public'),
    width: '13rem',
    render: (row) => (
      <span className="ds-public ds-stacked">
        <InlineText
          label={cells.said(t('statuses.public'), row)}
          value={row.public_label}
          maxLength={40}
          onSave={(public_label) => void change(row, { public_label })}
        />
        <Status kind={toneOf(row.color)} label={labelText(row.public_label)} />
      </span>
    ),
  },
  { key: 'kind', label: t('statuses.kind'), width: '7rem', render: ({ kind }) => t(`statuses.kind_${kind}`) },
  {
    key: 'color',
    label: t('setup_desk.color'),
    width: '7rem',
    render: (row) => (
      <ToneCell
        label={cells.said(t('setup_desk.color'), row)}
        color={row.color}
        onSave={(color) => void change(row, { color })}
      />
    ),
  },
  cells.check({ field: 'pauses_sla', label: t('statuses.pauses'), width: '6rem' }),
  cells.check({
    field: 'is_active',
    label: t('setup_desk.active'),
    width: '5.5rem',
    locked: ({ is_default, moving_to }) => is_default || moving_to !== null,
  }),
  {
    key: 'more',
    label: t('setup_desk.more'),
    width: '9rem',
    render: (row) => <More row={row} all={all} remove={remove} />,
  },
]

interface MoreProps {
  row: DeskStatus
  all: readonly DeskStatus[]
  remove: (status: DeskStatus) => void
}

function More({ row, all, remove }: MoreProps) {
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
    <MoreCell
      name={nameOf(row)}
      isDefault={row.is_default}
      makeDefault={isOffered ? () => void change(row, { is_default: true }) : undefined}
      remove={() => remove(row)}
    />
  )
}

const kinds = ['open', 'pending', 'resolved', 'closed'] as const

const NewStatus = ({ onDone }: { onDone: () => void }) => (
  <NewOne
    declared={ticketsApi.createStatus}
    list={ticketsApi.listStatuses}
    values={{ label: '', public_label: '', key: '', kind: 'open', color: 'info', pauses_sla: false }}
    onDone={onDone}
  >
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
  </NewOne>
)
