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
import type { DeskPriority } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { SetupPage } from './frame.tsx'
import { IconDots } from './icons.ts'
import { InlineCheck, InlineSelect, InlineText, toneOf, toneOptions } from './inline.tsx'
import { t } from './messages.ts'
import { OrderTable, type SetupColumn } from './order-table.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'

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
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<DeskPriority | null>(null)
  return (
    <SetupPage
      part="priorities"
      text={t('priorities.text')}
      actions={<Button onClick={() => setAdding(true)}>{t('priorities.add')}</Button>}
    >
      {answer.isPending && <Loading rows={4} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && (
        <OrderTable
          label={t('priorities.text')}
          rows={answer.data.items.toReversed()}
          columns={columnsOf(setLeaving)}
          rowKey={({ key }) => key}
          rowLabel={({ label }) => labelText(label)}
        />
      )}
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('priorities.add')} width={480}>
        <NewPriority onDone={() => setAdding(false)} />
      </Dialog>
      <RemoveDialog
        name={leaving && labelText(leaving.label)}
        text={t('priorities.remove_text')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deletePriority, { params: { key: leaving?.key ?? '' } })}
        list={ticketsApi.listPriorities}
      />
    </SetupPage>
  )
}

const ofRow = (what: string, { label }: DeskPriority) => t('setup_desk.of', { what, name: labelText(label) })

const columnsOf = (remove: (row: DeskPriority) => void): SetupColumn<DeskPriority>[] => [
  {
    key: 'label',
    label: t('setup_desk.name'),
    render: (row) => (
      <InlineText
        label={ofRow(t('setup_desk.name'), row)}
        value={row.label}
        maxLength={40}
        onSave={(label) => void change(row, { label })}
      />
    ),
  },
  { key: 'rank', label: t('priorities.rank'), width: '5rem', render: (row) => row.rank },
  {
    key: 'color',
    label: t('setup_desk.color'),
    width: '14rem',
    render: (row) => (
      <span className="ds-public">
        <InlineSelect
          label={ofRow(t('setup_desk.color'), row)}
          value={toneOf(row.color)}
          options={toneOptions()}
          onSave={(color) => void change(row, { color: toneOf(color) })}
        />
        <Status kind={toneOf(row.color)} label={labelText(row.label)} />
      </span>
    ),
  },
  {
    key: 'public',
    label: t('priorities.public'),
    width: '12rem',
    render: (row) => (
      <InlineCheck
        label={ofRow(t('priorities.public'), row)}
        value={row.is_public}
        onSave={(is_public) => void change(row, { is_public })}
      />
    ),
  },
  {
    key: 'active',
    label: t('setup_desk.active'),
    width: '7rem',
    render: (row) => (
      <InlineCheck
        label={ofRow(t('setup_desk.active'), row)}
        value={row.is_active}
        disabled={row.is_default}
        onSave={(is_active) => void change(row, { is_active })}
      />
    ),
  },
  {
    key: 'more',
    label: t('setup_desk.more'),
    width: '9rem',
    render: (row) => (
      <span className="ds-end">
        {row.is_default ? (
          <Status kind="neutral" label={t('setup_desk.default')} />
        ) : (
          <Menu
            label={t('setup_desk.actions', { name: labelText(row.label) })}
            button={<IconDots size={18} aria-hidden />}
            className="ds-actions"
            items={[
              { label: t('setup_desk.make_default'), run: () => void change(row, { is_default: true }) },
              { label: t('setup_desk.remove'), danger: true, run: () => remove(row) },
            ]}
          />
        )}
      </span>
    ),
  },
]

function NewPriority({ onDone }: { onDone: () => void }) {
  const form = useContractForm(ticketsApi.createPriority, {
    values: { label: '', key: '', rank: 50, color: 'info', is_public: true },
    onDone: () => {
      void save(Promise.resolve(), ticketsApi.listPriorities)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="label" label={t('setup_desk.name')} autoFocus />
      <Field name="key" label={t('setup_desk.key')} hint={t('setup_desk.key_hint')} />
      <Field name="rank" as="number" label={t('priorities.rank')} hint={t('priorities.text')} />
      <Field name="color" as="select" label={t('setup_desk.color')} options={toneOptions()} />
      <Field name="is_public" as="checkbox" label={t('priorities.public')} />
      <SubmitButton>{t('setup_desk.add')}</SubmitButton>
    </ContractForm>
  )
}
