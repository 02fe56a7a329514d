import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  EmptyState,
  ErrorState,
  Field,
  Loading,
  SubmitButton,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { DeskCategory } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { SetupPage } from './frame.tsx'
import { InlineCheck, InlineSelect, InlineText } from './inline.tsx'
import { t } from './messages.ts'
import { OrderTable, type SetupColumn } from './order-table.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'

type Change = Partial<Omit<DeskCategory, 'id' | 'version'>>
type Options = { value: string; label: string }[]

const change = ({ id, version }: DeskCategory, body: Change) =>
  save(
    api(ticketsApi.changeCategory, { params: { category_id: id }, body: { ...body, version } }),
    ticketsApi.listCategories,
  )

/** What tickets are about. */
export default function CategoriesPage() {
  const answer = useApi(ticketsApi.listCategories, {})
  const priorities = useApi(ticketsApi.listPriorities, {})
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<DeskCategory | null>(null)
  const options = [
    { value: '', label: t('categories.priority_none') },
    ...(priorities.data?.items ?? []).map(({ key, label }) => ({ value: key, label: labelText(label) })),
  ]
  const add = <Button onClick={() => setAdding(true)}>{t('categories.add')}</Button>
  return (
    <SetupPage part="categories" text={t('categories.text')} actions={add}>
      {answer.isPending && <Loading rows={6} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data?.items.length === 0 && (
        <EmptyState title={t('categories.empty')} text={t('categories.empty_text')} />
      )}
      {answer.data && answer.data.items.length > 0 && (
        <OrderTable
          label={t('categories.text')}
          rows={answer.data.items}
          columns={columnsOf(options, setLeaving)}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          onMove={(row, position) => void change(row, { position })}
        />
      )}
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('categories.add')} width={480}>
        <NewCategory options={options} onDone={() => setAdding(false)} />
      </Dialog>
      <RemoveDialog
        name={leaving?.name ?? null}
        text={t('categories.remove_text')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deleteCategory, { params: { category_id: leaving?.id ?? 0 } })}
        list={ticketsApi.listCategories}
      />
    </SetupPage>
  )
}

const ofRow = (what: string, { name }: DeskCategory) => t('setup_desk.of', { what, name })

const columnsOf = (options: Options, remove: (row: DeskCategory) => void): SetupColumn<DeskCategory>[] => [
  {
    key: 'name',
    label: t('setup_desk.name'),
    render: (row) => (
      <InlineText
        label={ofRow(t('setup_desk.name'), row)}
        value={row.name}
        maxLength={64}
        onSave={(name) => void change(row, { name })}
      />
    ),
  },
  {
    key: 'priority',
    label: t('categories.priority'),
    width: '14rem',
    render: (row) => (
      <InlineSelect
        label={ofRow(t('categories.priority'), row)}
        value={row.default_priority ?? ''}
        options={options}
        onSave={(key) => void change(row, { default_priority: key || null })}
      />
    ),
  },
  {
    key: 'public',
    label: t('categories.public'),
    width: '10rem',
    render: (row) => (
      <InlineCheck
        label={ofRow(t('categories.public'), row)}
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
        onSave={(is_active) => void change(row, { is_active })}
      />
    ),
  },
  {
    key: 'more',
    label: t('setup_desk.more'),
    width: '8rem',
    render: (row) => (
      <span className="ds-end">
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => remove(row)}>
          {t('setup_desk.remove')}
          <span className="mp-hidden"> {row.name}</span>
        </Button>
      </span>
    ),
  },
]

function NewCategory({ options, onDone }: { options: Options; onDone: () => void }) {
  const form = useContractForm(ticketsApi.createCategory, {
    values: { name: '', default_priority: '', is_public: true },
    prepare: (body) => ({ ...body, default_priority: body.default_priority || null }),
    onDone: () => {
      void save(Promise.resolve(), ticketsApi.listCategories)
      onDone()
    },
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field name="name" label={t('setup_desk.name')} autoFocus />
      <Field name="default_priority" as="select" label={t('categories.priority')} options={options} />
      <Field name="is_public" as="checkbox" label={t('categories.public')} />
      <SubmitButton>{t('setup_desk.add')}</SubmitButton>
    </ContractForm>
  )
}
