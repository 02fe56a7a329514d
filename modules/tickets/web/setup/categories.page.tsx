import { api, useApi } from '../../../../platform/web/client/index.ts'
import { Field } from '../../../../platform/web/ui/index.ts'
import type { DeskCategory } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { cellsOf, RemoveCell } from './cells.tsx'
import { t } from './messages.ts'
import type { SetupColumn } from './order-table.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'
import { NewOne, SetupList } from './setup-list.tsx'

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
  const priorities = useApi(ticketsApi.listPriorities, {}).data?.items ?? []
  const options = [
    { value: '', label: t('categories.priority_none') },
    ...priorities.map(({ key, label }) => ({ value: key, label: labelText(label) })),
  ]
  return (
    <SetupList
      part="categories"
      words={{
        text: t('categories.text'),
        add: t('categories.add'),
        empty: { title: t('categories.empty'), text: t('categories.empty_text') },
      }}
      answer={answer}
      rows={answer.data?.items ?? []}
      columns={(remove) => columnsOf(options, remove)}
      rowKey={({ id }) => id}
      rowLabel={nameOf}
      onMove={(row, position) => void change(row, { position })}
      adding={(done) => <NewCategory options={options} onDone={done} />}
      removing={(row, close) => (
        <RemoveDialog
          name={row && nameOf(row)}
          text={t('categories.remove_text')}
          onClose={close}
          run={() => api(ticketsApi.deleteCategory, { params: { category_id: row?.id ?? 0 } })}
          list={ticketsApi.listCategories}
        />
      )}
    />
  )
}

const nameOf = ({ name }: DeskCategory) => name
const cells = cellsOf<DeskCategory>({ nameOf, change })

const columnsOf = (options: Options, remove: (row: DeskCategory) => void): SetupColumn<DeskCategory>[] => [
  cells.text({ field: 'name', label: t('setup_desk.name'), maxLength: 64 }),
  cells.select({ field: 'default_priority', label: t('categories.priority'), width: '14rem', options }),
  cells.check({ field: 'is_public', label: t('categories.public'), width: '10rem' }),
  cells.check({ field: 'is_active', label: t('setup_desk.active'), width: '7rem' }),
  {
    key: 'more',
    label: t('setup_desk.more'),
    width: '8rem',
    render: (row) => <RemoveCell name={row.name} remove={() => remove(row)} />,
  },
]

const NewCategory = ({ options, onDone }: { options: Options; onDone: () => void }) => (
  <NewOne
    declared={ticketsApi.createCategory}
    list={ticketsApi.listCategories}
    values={{ name: '', default_priority: '', is_public: true }}
    prepare={(body) => ({ ...body, default_priority: body.default_priority || null })}
    onDone={onDone}
  >
    <Field name="name" label={t('setup_desk.name')} autoFocus />
    <Field name="default_priority" as="select" label={t('categories.priority')} options={options} />
    <Field name="is_public" as="checkbox" label={t('categories.public')} />
  </NewOne>
)
