import './operations.css'
import { useApi } from '../../../platform/web/client/index.ts'
import { IconMail } from '../../../platform/web/ui/icons.ts'
import type { Column, FilterField } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  Status,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { MailItem } from '../contract.ts'
import { mailStates, operationsApi } from '../contract.ts'
import { MailWaits } from './mail-waits.tsx'
import { mailStatus, purposeOf } from './mail-words.ts'
import { t } from './messages.ts'
import { useSetup } from './steps.ts'

/** Mail that went out, waits, or would have gone out. */
export default function OutboxPage() {
  const list = useListState(operationsApi.listMail)
  const answer = useApi(operationsApi.listMail, { query: list.query }, { keep: true })
  const smtp = useSetup().data?.smtp_configured
  return (
    <Page title={t('outbox.title')} description={t('outbox.text')}>
      {smtp === false && <MailWaits />}
      <FilterBar list={list} fields={filters(smtp !== false)} searchLabel={t('outbox.search')} />
      <DataTable
        label={t('outbox.title')}
        answer={answer}
        list={list}
        columns={columns(smtp !== false)}
        rowKey={(mail) => mail.id}
        rowPath={(mail) => `/admin/outbox/${mail.id}`}
        empty={<EmptyState icon={IconMail} title={t('outbox.empty')} text={t('outbox.empty_text')} />}
      />
    </Page>
  )
}

const filters = (smtp: boolean): FilterField[] => [
  {
    name: 'state',
    label: t('outbox.state'),
    options: mailStates.map((state) => ({ value: state, label: mailStatus(state, smtp).label })),
  },
]

const columns = (smtp: boolean): Column<MailItem>[] => [
  { key: 'subject', label: t('outbox.subject'), card: 'title', render: (mail) => mail.subject },
  { key: 'recipient', label: t('outbox.recipient'), render: (mail) => mail.recipient },
  {
    key: 'purpose',
    label: t('outbox.purpose'),
    width: '12rem',
    card: 'hide',
    render: (mail) => purposeOf(mail.purpose),
  },
  {
    key: 'state',
    label: t('outbox.state'),
    card: 'badge',
    width: '10rem',
    render: (mail) => <Status {...mailStatus(mail.state, smtp)} />,
  },
  {
    key: 'created_at',
    label: t('outbox.created'),
    width: '9rem',
    render: (mail) => <Time at={mail.created_at} />,
  },
]
