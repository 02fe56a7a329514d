import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, hasPermission, useApi } from '../../../../platform/web/client/index.ts'
import type { Column } from '../../../../platform/web/ui/index.ts'
import {
  DataTable,
  Dialog,
  EmptyState,
  FilterBar,
  Menu,
  useListState,
} from '../../../../platform/web/ui/index.ts'
import type { CannedReply } from '../../contract/canned.ts'
import { ticketsApi } from '../../contract.ts'
import { CannedForm } from './canned-form.tsx'
import { SetupPage } from './frame.tsx'
import { IconDots } from './icons.ts'
import { t } from './messages.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { save } from './setup-call.ts'

/** Texts that are said often: the desk's, and one's own. */
export default function CannedRepliesPage() {
  const list = useListState(ticketsApi.listCannedReplies)
  const answer = useApi(ticketsApi.listCannedReplies, { query: list.query }, { keep: true })
  const [edited, setEdited] = useState<CannedReply | 'new' | null>(null)
  const [leaving, setLeaving] = useState<CannedReply | null>(null)
  const close = () => setEdited(null)
  const add = <Button onClick={() => setEdited('new')}>{t('canned.add')}</Button>
  return (
    <SetupPage part="canned-replies" text={t('canned.text')} actions={add}>
      <FilterBar list={list} fields={filters()} searchLabel={t('canned.search')} />
      <DataTable
        label={t('canned.text')}
        answer={answer}
        list={list}
        columns={columnsOf(setEdited, setLeaving)}
        rowKey={({ id }) => id}
        empty={<EmptyState title={t('canned.empty')} text={t('canned.empty_text')} />}
      />
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={t(edited === 'new' ? 'canned.add' : 'canned.edit')}
        width={640}
      >
        {edited !== null && <CannedForm reply={edited === 'new' ? null : edited} onDone={close} />}
      </Dialog>
      <RemoveDialog
        name={leaving?.title ?? null}
        text={t('canned.remove_text')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deleteCannedReply, { params: { canned_reply_id: leaving?.id ?? 0 } })}
        list={ticketsApi.listCannedReplies}
      />
    </SetupPage>
  )
}

const filters = () => [
  {
    name: 'is_archived',
    label: t('canned.archived'),
    options: [{ value: 'true', label: t('canned.archived_only') }],
  },
]

/** Puts a text away, out of the composer's list, or brings it back. */
function put({ id, version }: CannedReply, is_archived: boolean) {
  const request = { params: { canned_reply_id: id }, body: { is_archived, version } }
  return save(api(ticketsApi.changeCannedReply, request), ticketsApi.listCannedReplies)
}

/** What the desk has is changed by those who set it up. */
const mayChange = ({ is_shared }: CannedReply) => !is_shared || hasPermission('tickets.configure')

const columnsOf = (
  edit: (reply: CannedReply) => void,
  remove: (reply: CannedReply) => void,
): readonly Column<CannedReply>[] => [
  {
    key: 'title',
    label: t('canned.title'),
    card: 'title',
    render: (row) =>
      mayChange(row) ? (
        <button type="button" className="mp-link" onClick={() => edit(row)}>
          {row.title}
        </button>
      ) : (
        row.title
      ),
  },
  {
    key: 'shortcut',
    label: t('canned.shortcut'),
    width: '10rem',
    render: (row) => <code>/{row.shortcut}</code>,
  },
  {
    key: 'whose',
    label: t('canned.whose'),
    width: '13rem',
    render: (row) => t(row.is_shared ? 'canned.shared' : 'canned.own'),
  },
  { key: 'used', label: t('canned.used'), align: 'end', width: '6rem', render: (row) => row.used_count },
  {
    key: 'more',
    label: t('setup_desk.more'),
    card: 'badge',
    width: '5rem',
    render: (row) =>
      mayChange(row) && (
        <span className="ds-end">
          <Menu
            label={t('setup_desk.actions', { name: row.title })}
            button={<IconDots size={18} aria-hidden />}
            className="ds-actions"
            items={[
              { label: t('canned.edit'), run: () => edit(row) },
              row.is_archived
                ? { label: t('canned.bring_back'), run: () => void put(row, false) }
                : { label: t('canned.archive'), run: () => void put(row, true) },
              { label: t('setup_desk.remove'), danger: true, run: () => remove(row) },
            ]}
          />
        </span>
      ),
  },
]
