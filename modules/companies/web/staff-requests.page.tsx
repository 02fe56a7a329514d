import { Button } from '@mantine/core'
import { useState } from 'react'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconPlus, IconUsers } from '../../../platform/web/ui/icons.ts'
import {
  DataTable,
  EmptyState,
  Link,
  Page,
  useListState,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import type { Next } from './boarding-dialog.tsx'
import { BoardingDialog } from './boarding-dialog.tsx'
import { t } from './messages.ts'
import { SomebodyComes, SomebodyLeaves } from './staff-request-dialogs.tsx'
import { entryOf, requestColumns, type StaffRequestItem } from './staff-request-rows.tsx'

const topics = ['staff_requests']

/** What one asked for, for those who may not read the directory, too; for approvers what waits for them. */
export default function StaffRequestsPage() {
  const list = useListState(companiesApi.listStaffRequests)
  useLive(topics)
  const approves = hasPermission('staff.approve')
  const which = approves && list.query.which === 'waiting' ? 'waiting' : 'mine'
  const query = { ...list.query, which } as const
  const answer = useApi(companiesApi.listStaffRequests, { query }, { keep: true, topics })
  const [asking, setAsking] = useState<'comes' | 'leaves' | null>(null)
  const [step, setStep] = useState<{ request: StaffRequestItem; to: Next } | null>(null)
  const asks = hasPermission('staff.request')
  useShortcut('c', t('requests.comes'), () => setAsking('comes'), asks)
  return (
    <Page
      title={t('requests.title')}
      description={t('requests.text')}
      actions={asks && <Asking open={setAsking} />}
    >
      {approves && <Tabs which={which} />}
      <DataTable
        label={t('requests.title')}
        answer={answer}
        list={{ ...list, filtered: false }}
        columns={requestColumns({ which, open: (request, to) => setStep({ request, to }) })}
        rowKey={(request) => request.id}
        empty={<Nothing which={which} asks={asks} open={setAsking} />}
      />
      {asking === 'comes' && <SomebodyComes onClose={() => setAsking(null)} />}
      {asking === 'leaves' && <SomebodyLeaves onClose={() => setAsking(null)} />}
      {step && <BoardingDialog person={entryOf(step.request)} to={step.to} onClose={() => setStep(null)} />}
    </Page>
  )
}

type Open = (what: 'comes' | 'leaves') => void

function Asking({ open }: { open: Open }) {
  return (
    <>
      <Button variant="default" onClick={() => open('leaves')}>
        {t('requests.leaves')}
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('comes')}>
        {t('requests.comes')}
      </Button>
    </>
  )
}

function Tabs({ which }: { which: 'mine' | 'waiting' }) {
  const tab = (value: typeof which, path: string) => (
    <Link to={path} aria-current={which === value ? 'page' : undefined}>
      {t(`requests.${value}`)}
    </Link>
  )
  return (
    <nav className="mp-tabs" aria-label={t('requests.title')}>
      {tab('mine', '/staff/requests')}
      {tab('waiting', '/staff/requests?which=waiting')}
    </nav>
  )
}

function Nothing({ which, asks, open }: { which: 'mine' | 'waiting'; asks: boolean; open: Open }) {
  if (which === 'waiting')
    return (
      <EmptyState icon={IconUsers} title={t('requests.no_waiting')} text={t('requests.no_waiting_text')} />
    )
  const action = asks && (
    <Button variant="default" onClick={() => open('comes')}>
      {t('requests.comes')}
    </Button>
  )
  return (
    <EmptyState icon={IconUsers} title={t('requests.none')} text={t('requests.none_text')} action={action} />
  )
}
