import { Button } from '@mantine/core'
import { useApi, usePermission } from '../../../platform/web/client/index.ts'
import { IconBuilding, IconPlus } from '../../../platform/web/ui/icons.ts'
import type { Column, FilterField } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Initials,
  Link,
  Page,
  Status,
  Time,
  useGo,
  useListState,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import type { CompanyItem } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** The customers that the provider looks after. */
export default function CompaniesPage() {
  const list = useListState(companiesApi.listCompanies)
  const query = { kind: 'customer' as const, ...list.query }
  const answer = useApi(companiesApi.listCompanies, { query }, { keep: true })
  const may = usePermission('companies.manage')
  const go = useGo()
  useShortcut('c', t('companies.new'), () => go('/companies/new'), may)
  const add = may && (
    <Button component={Link} to="/companies/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('companies.new')}
    </Button>
  )
  return (
    <Page title={t('companies.title')} description={t('companies.text')} actions={add}>
      <FilterBar list={list} fields={filters} searchLabel={t('companies.search')} />
      <DataTable
        label={t('companies.title')}
        answer={answer}
        list={list}
        columns={columns}
        rowKey={(company) => company.id}
        rowPath={(company) => `/companies/${company.id}`}
        empty={
          <EmptyState
            icon={IconBuilding}
            title={t('companies.empty')}
            text={t('companies.empty_text')}
            action={
              may && (
                <Button component={Link} to="/companies/new" variant="default">
                  {t('companies.new')}
                </Button>
              )
            }
          />
        }
      />
    </Page>
  )
}

const filters: readonly FilterField[] = [
  {
    name: 'archived',
    label: t('companies.archived'),
    options: [
      { value: 'only', label: t('companies.archived_only') },
      { value: 'all', label: t('companies.archived_all') },
    ],
  },
]

const columns: readonly Column<CompanyItem>[] = [
  {
    key: 'name',
    label: t('companies.name'),
    card: 'title',
    order: { asc: 'name' },
    render: (company) => (
      <span className="mp-person">
        <Initials name={company.name} square />
        {company.name}
      </span>
    ),
  },
  {
    key: 'state',
    label: t('companies.state'),
    card: 'badge',
    width: '12rem',
    render: (company) => (
      <span className="mp-row">
        {company.archived_at ? (
          <Status kind="neutral" label={t('companies.state_archived')} />
        ) : (
          <Status kind="success" label={t('companies.state_active')} />
        )}
        {company.is_vip && <Status kind="warning" label={t('companies.vip')} />}
      </span>
    ),
  },
  {
    key: 'created_at',
    label: t('companies.since'),
    width: '12rem',
    order: { desc: '-created_at' },
    render: (company) => <Time at={company.created_at} />,
  },
]
