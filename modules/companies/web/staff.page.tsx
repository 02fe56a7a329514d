import { Button } from '@mantine/core'
import { useState } from 'react'
import { csvUrlOf, hasPermission, isProvider, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconPlus, IconSearch, IconUsers } from '../../../platform/web/ui/icons.ts'
import type { FilterField, ListState } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Link,
  Page,
  useGo,
  useListState,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import { accountActions } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import { CustomerFilter } from './customer-filter.tsx'
import { FindCaller } from './find-caller.tsx'
import { t } from './messages.ts'
import { staffColumns } from './staff-columns.tsx'
import { actionWord } from './staff-words.ts'

export const mayKeepStaff = () => hasPermission('staff.manage') || hasPermission('staff.manage_department')

/** The staff directory: of the company worked in, or of the provider's customers. Filters stand in the URL. */
export default function StaffPage() {
  const list = useListState(companiesApi.listStaff)
  const desk = isProvider()
  useLive(['staff'])
  const answer = useApi(companiesApi.listStaff, { query: list.query }, { topics: ['staff'], keep: true })
  return (
    <Page
      title={t('staff.title')}
      description={t(desk ? 'staff.text_provider' : 'staff.text')}
      actions={<Actions list={list} desk={desk} />}
    >
      <div className="st-filters">
        <FilterBar list={list} fields={useFilters(list, desk)} searchLabel={t('staff.search')} />
        {desk && hasPermission('companies.view') && <CustomerFilter list={list} />}
      </div>
      <DataTable
        label={t('staff.title')}
        answer={answer}
        list={list}
        columns={staffColumns(desk)}
        rowKey={(person) => person.id}
        rowPath={(person) => `/staff/${person.id}`}
        csv={csvUrlOf(companiesApi.listStaff, { query: list.query })}
        empty={<NobodyYet list={list} />}
      />
    </Page>
  )
}

/** What leads to a new entry keeps the company that is shown. */
const forCompany = (path: string, list: ListState) =>
  list.query.company_id ? `${path}?company_id=${list.query.company_id}` : path

function Actions({ list, desk }: { list: ListState; desk: boolean }) {
  const go = useGo()
  const may = mayKeepStaff()
  const [finding, setFinding] = useState(false)
  useShortcut('c', t('staff.add'), () => go(forCompany('/staff/new', list)), may)
  return (
    <>
      {desk && (
        <Button
          variant="default"
          leftSection={<IconSearch size={16} aria-hidden />}
          onClick={() => setFinding(true)}
        >
          {t('staff.find')}
        </Button>
      )}
      {hasPermission('staff.manage') && (
        <Button variant="default" component={Link} to={forCompany('/staff/import', list)}>
          {t('staff.import')}
        </Button>
      )}
      {may && (
        <Button
          component={Link}
          to={forCompany('/staff/new', list)}
          leftSection={<IconPlus size={16} aria-hidden />}
        >
          {t('staff.add')}
        </Button>
      )}
      {finding && <FindCaller onClose={() => setFinding(false)} />}
    </>
  )
}

function NobodyYet({ list }: { list: ListState }) {
  const action = hasPermission('staff.manage') && (
    <Button variant="default" component={Link} to={forCompany('/staff/import', list)}>
      {t('staff.import')}
    </Button>
  )
  return <EmptyState icon={IconUsers} title={t('staff.empty')} text={t('staff.empty_text')} action={action} />
}

const yesNo = (yes: string, no: string) => [
  { value: 'true', label: yes },
  { value: 'false', label: no },
]

/** Departments are those of one company: of the one worked in, or of the one that is filtered by. */
function useFilters(list: ListState, desk: boolean): readonly FilterField[] {
  const company = list.query.company_id
  const query = company === undefined ? {} : { company_id: Number(company) }
  const enabled = !desk || company !== undefined
  const departments = useApi(companiesApi.listDepartments, { query }, { enabled, staleTime: 60_000 })
  const names = (enabled && departments.data?.items) || []
  const ofDepartment: FilterField = {
    name: 'department',
    label: t('staff.department'),
    options: names.map(({ name, count }) => ({ value: name, label: `${name} (${count})` })),
  }
  return [
    ...(names.length > 0 ? [ofDepartment] : []),
    {
      name: 'account_action',
      label: t('staff.action'),
      options: accountActions.map((value) => ({ value, label: actionWord(value) })),
    },
    {
      name: 'has_login',
      label: t('staff.has_login'),
      options: yesNo(t('staff.has_login_yes'), t('staff.has_login_no')),
    },
    {
      name: 'enabled',
      label: t('staff.status'),
      options: yesNo(t('staff.enabled'), t('staff.disabled')),
    },
    {
      name: 'archived',
      label: t('staff.archived'),
      options: [
        { value: 'only', label: t('staff.archived_only') },
        { value: 'all', label: t('staff.archived_all') },
      ],
    },
  ]
}
