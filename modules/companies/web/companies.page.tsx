import './companies.css'
import { Button } from '@mantine/core'
import { csvUrlOf, useApi, usePermission } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconBuilding, IconPlus } from '../../../platform/web/ui/icons.ts'
import type { Column, FilterField } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Link,
  Page,
  Time,
  useGo,
  useListState,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import type { CompanyItem } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { numberOf, OutsideId, Vip } from './company-cells.tsx'
import { CompanyMark } from './company-mark.tsx'
import { t } from './messages.ts'

const topics = ['company', 'counts']

/** The customers that the provider looks after. */
export default function CompaniesPage() {
  const list = useListState(companiesApi.listCompanies)
  const query = { kind: 'customer' as const, ...list.query }
  const answer = useApi(companiesApi.listCompanies, { query }, { keep: true, topics })
  useLive(topics)
  const may = usePermission('companies.manage')
  const go = useGo()
  useShortcut('c', t('companies.new'), () => go('/companies/new'), may)
  const add = may && (
    <Button component={Link} to="/companies/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('companies.new')}
    </Button>
  )
  return (
    <Page title={t('companies.title')} description={<Description />} actions={add}>
      <FilterBar list={list} fields={filters} searchLabel={t('companies.search')} />
      <DataTable
        label={t('companies.title')}
        answer={answer}
        list={list}
        columns={columns}
        rowKey={(company) => company.id}
        rowPath={(company) => `/companies/${company.id}`}
        csv={csvUrlOf(companiesApi.listCompanies, { query })}
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

function Description() {
  return (
    <>
      {t('companies.text')}{' '}
      <Link to="/companies/variables" className="mp-link">
        {t('placeholders.title')}
      </Link>
    </>
  )
}

const filters: readonly FilterField[] = [
  {
    name: 'is_vip',
    label: t('companies.vip'),
    options: [
      { value: 'true', label: t('companies.vip') },
      { value: 'false', label: t('companies.no_vip') },
    ],
  },
  {
    name: 'has_members',
    label: t('companies.people'),
    options: [
      { value: 'true', label: t('companies.with_people') },
      { value: 'false', label: t('companies.without_people') },
    ],
  },
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
        <CompanyMark company={company} />
        <span className="mp-person-name">
          {company.name}
          {company.parent && <span className="mp-muted"> {company.parent.name}</span>}
        </span>
      </span>
    ),
  },
  {
    key: 'vip',
    label: t('companies.vip'),
    card: 'badge',
    width: '6rem',
    render: (company) => <Vip company={company} />,
  },
  ...(['tickets', 'members'] as const).map((name) => ({
    key: name,
    label: t(name === 'tickets' ? 'companies.open_tickets' : 'companies.people'),
    align: 'end' as const,
    card: 'hide' as const,
    width: name === 'tickets' ? '7rem' : '5rem',
    render: (company: CompanyItem) => numberOf(company, name),
  })),
  {
    key: 'syncro_id',
    label: t('company.syncro_id'),
    card: 'hide',
    width: '7rem',
    render: (company) => <OutsideId company={company} field="syncro_id" />,
  },
  {
    key: 'xero_id',
    label: t('company.xero_id'),
    card: 'hide',
    width: '7rem',
    render: (company) => <OutsideId company={company} field="xero_id" />,
  },
  {
    key: 'manager',
    label: t('company.account_manager'),
    width: '9rem',
    render: (company) => company.account_manager?.name ?? <span className="mp-muted co-none">–</span>,
  },
  {
    key: 'created_at',
    label: t('companies.since'),
    width: '7rem',
    order: { desc: '-created_at' },
    render: (company) => <Time at={company.created_at} />,
  },
]
