import { api, useApi } from '../../../../platform/web/client/index.ts'
import { Field } from '../../../../platform/web/ui/index.ts'
import type { DeskPriority } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { cellsOf, MoreCell, ToneCell } from './cells.tsx'
import { type toneOf, toneOptions } from './inline.tsx'
import { t } from './messages.ts'
import type { SetupColumn } from './order-table.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'
import { NewOne, SetupList } from './setup-list.tsx'

type Change = Partial<Pick<DeskPriority, 'label' | 'is_public' | 'is_default' | 'is_active'>> & {
  color?: ReturnType<typeof toneOf>
}

const change = ({ key, version }: DeskPriority, body: Change) =>
  save(
    api(ticketsApi.changePriority, { params: { key }, body: { ...body, version } }),
    ticketsApi.listPriorities,
  )

/** How urgent tickets can be, and which of it customers may say. */
export default function PrioritiesPage() {
  const answer = useApi(ticketsApi.listPriorities, {})
  return (
    <SetupList
      part="priorities"
      words={{ text: t('priorities.text'), add: t('priorities.add') }}
      answer={answer}
      rows={answer.data?.items.toReversed() ?? []}
      columns={columnsOf}
      rowKey={({ key }) => key}
      rowLabel={nameOf}
      adding={(done) => <NewPriority onDone={done} />}
      removing={(row, close) => (
        <RemoveDialog
          name={row && nameOf(row)}
          text={t('priorities.remove_text')}
          onClose={close}
          run={() => api(ticketsApi.deletePriority, { params: { key: row?.key ?? '' } })}
          list={ticketsApi.listPriorities}
        />
      )}
    />
  )
}

const nameOf = ({ label }: DeskPriority) => labelText(label)
const cells = cellsOf<DeskPriority>({ nameOf, change: (row, body) => change(row, body as Change) })

const columnsOf = (remove: (row: DeskPriority) => void): SetupColumn<DeskPriority>[] => [
  cells.text({ field: 'label', label: t('setup_desk.name'), maxLength: 40 }),
  { key: 'rank', label: t('priorities.rank'), width: '5rem', render: ({ rank }) => rank },
  {
    key: 'color',
    label: t('setup_desk.color'),
    width: '14rem',
    render: (row) => (
      <ToneCell
        label={cells.said(t('setup_desk.color'), row)}
        color={row.color}
        word={row.label}
        onSave={(color) => void change(row, { color })}
      />
    ),
  },
  cells.check({ field: 'is_public', label: t('priorities.public'), width: '12rem' }),
  cells.check({
    field: 'is_active',
    label: t('setup_desk.active'),
    width: '7rem',
    locked: ({ is_default }) => is_default,
  }),
  {
    key: 'more',
    label: t('setup_desk.more'),
    width: '9rem',
    render: (row) => (
      <MoreCell
        name={nameOf(row)}
        isDefault={row.is_default}
        makeDefault={row.is_default ? undefined : () => void change(row, { is_default: true })}
        remove={row.is_default ? undefined : () => remove(row)}
      />
    ),
  },
]

const NewPriority = ({ onDone }: { onDone: () => void }) => (
  <NewOne
    declared={ticketsApi.createPriority}
    list={ticketsApi.listPriorities}
    values={{ label: '', key: '', rank: 50, color: 'info', is_public: true }}
    onDone={onDone}
  >
    <Field name="label" label={t('setup_desk.name')} autoFocus />
    <Field name="key" label={t('setup_desk.key')} hint={t('setup_desk.key_hint')} />
    <Field name="rank" as="number" label={t('priorities.rank')} hint={t('priorities.text')} />
    <Field name="color" as="select" label={t('setup_desk.color')} options={toneOptions()} />
    <Field name="is_public" as="checkbox" label={t('priorities.public')} />
  </NewOne>
)
