import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, useApi } from '../../../../platform/web/client/index.ts'
import type { Column } from '../../../../platform/web/ui/index.ts'
import {
  DataTable,
  Dialog,
  EmptyState,
  Field,
  FilterBar,
  useListState,
} from '../../../../platform/web/ui/index.ts'
import type { DeskTag } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { RemoveCell } from './cells.tsx'
import { SetupPage } from './frame.tsx'
import { InlineText } from './inline.tsx'
import { t } from './messages.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'
import { NewOne } from './setup-list.tsx'

/** All tags of the desk. */
export default function TagsPage() {
  const list = useListState(ticketsApi.listTags)
  const answer = useApi(ticketsApi.listTags, { query: list.query }, { keep: true })
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<DeskTag | null>(null)
  return (
    <SetupPage
      part="tags"
      text={t('tags.text')}
      actions={<Button onClick={() => setAdding(true)}>{t('tags.add')}</Button>}
    >
      <FilterBar list={list} searchLabel={t('tags.search')} />
      <DataTable
        label={t('tags.text')}
        answer={answer}
        list={list}
        columns={columnsOf(setLeaving)}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t('tags.empty')} text={t('tags.empty_text')} />}
      />
      <Dialog opened={adding} onClose={() => setAdding(false)} title={t('tags.add')} width={420}>
        <NewTag onDone={() => setAdding(false)} />
      </Dialog>
      <RemoveDialog
        name={leaving?.slug ?? null}
        text={t('tags.remove_text')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deleteTag, { params: { tag_id: leaving?.id ?? 0 } })}
        list={ticketsApi.listTags}
      />
    </SetupPage>
  )
}

const columnsOf = (remove: (tag: DeskTag) => void): readonly Column<DeskTag>[] => [
  {
    key: 'slug',
    label: t('tags.name'),
    card: 'title',
    render: ({ id, slug, version }) => (
      <InlineText
        label={t('setup_desk.of', { what: t('setup_desk.name'), name: slug })}
        value={slug}
        maxLength={48}
        onSave={(typed) =>
          void save(
            api(ticketsApi.changeTag, { params: { tag_id: id }, body: { slug: typed, version } }),
            ticketsApi.listTags,
          )
        }
      />
    ),
  },
  {
    key: 'tickets',
    label: t('tags.tickets'),
    align: 'end',
    width: '9rem',
    render: ({ tickets }) => (tickets >= 100 ? t('tags.many') : tickets),
  },
  {
    key: 'more',
    label: t('setup_desk.more'),
    card: 'badge',
    width: '9rem',
    render: (tag) => <RemoveCell name={tag.slug} remove={() => remove(tag)} />,
  },
]

const NewTag = ({ onDone }: { onDone: () => void }) => (
  <NewOne declared={ticketsApi.createTag} list={ticketsApi.listTags} values={{ slug: '' }} onDone={onDone}>
    <Field name="slug" label={t('tags.name')} autoFocus />
  </NewOne>
)
