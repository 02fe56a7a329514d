import { Button } from '@mantine/core'
import { useState } from 'react'
import { csvUrlOf, hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconUsers } from '../../../platform/web/ui/icons.ts'
import type { FilterField, ListState } from '../../../platform/web/ui/index.ts'
import { DataTable, EmptyState, FilterBar, Link } from '../../../platform/web/ui/index.ts'
import { accountActions, type StaffItem } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import type { Next } from './boarding-dialog.tsx'
import { BoardingDialog } from './boarding-dialog.tsx'
import CompanyFilter from './company-filter.tsx'
import { t } from './messages.ts'
import { staffColumns } from './staff-columns.tsx'
import { actionWord } from './staff-words.ts'

interface StaffDirectoryProps {
  list: ListState
  /** The people of this customer alone. */
  company_id?: number
  /** Over all customers, with a choice among them. */
  desk?: boolean
}

/** People of the directory: filters in the URL, rows that lead to the card, live. */
export function StaffDirectory({ list, company_id, desk = false }: StaffDirectoryProps) {
  useLive(['staff'])
  const query = { ...list.query, ...(company_id !== undefined && { company_id }) }
  const answer = useApi(companiesApi.listStaff, { query }, { topics: ['staff'], keep: true })
  const [step, setStep] = useState<{ person: StaffItem; to: Next } | null>(null)
  const company = company_id ?? (list.query.company_id as number | undefined)
  return (
    <>
      <div className="st-filters">
        <FilterBar list={list} fields={useFilters(company, desk)} searchLabel={t('staff.search')} />
        {desk && hasPermission('companies.view') && (
          <div className="st-company">
            <CompanyFilter list={list} label={t('staff.company')} clears={['department']} />
          </div>
        )}
      </div>
      <DataTable
        label={t('staff.title')}
        answer={answer}
        list={list}
        columns={staffColumns(desk, (person, to) => setStep({ person, to }))}
        rowKey={(person) => person.id}
        rowPath={(person) => `/staff/${person.id}`}
        csv={csvUrlOf(companiesApi.listStaff, { query })}
        empty={<NobodyYet company={company} />}
      />
      {step && <BoardingDialog person={step.person} to={step.to} onClose={() => setStep(null)} />}
    </>
  )
}

/** What leads to a new entry keeps the company that is shown. */
export const forCompany = (path: string, company: number | undefined) =>
  company === undefined ? path : `${path}?company_id=${company}`

function NobodyYet({ company }: { company: number | undefined }) {
  const action = hasPermission('staff.manage') && (
    <Button variant="default" component={Link} to={forCompany('/staff/import', company)}>
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
function useFilters(company: number | undefined, desk: boolean): readonly FilterField[] {
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
