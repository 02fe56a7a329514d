import './companies.css'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { problemOf, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import {
  EmptyState,
  ErrorState,
  FilterBar,
  Link,
  Loading,
  Page,
  Status,
  toast,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { MyCompany } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { CompanyMark } from './company-mark.tsx'
import { t } from './messages.ts'
import { workIn } from './switching.ts'

/** Chooses the company one works in, on a page of its own: for keyboards, phones and links. */
export default function SwitchCompanyPage() {
  const { companies } = useSignedIn()
  const list = useListState(companiesApi.listMyCompanies)
  const answer = useApi(companiesApi.listMyCompanies, { query: list.query }, { keep: true })
  const { data, error } = answer
  const many = companies.length > 7 || list.filtered
  return (
    <Page title={t('switch.title')} description={t('switch.text')} width="form">
      {many && <FilterBar list={list} searchLabel={t('switch.search')} />}
      {!data && !error && <Loading rows={4} height={48} />}
      {!data && error && <ErrorState problem={error} retry={() => void answer.refetch()} />}
      {data && data.items.length > 0 && <Choices companies={data.items} />}
      {data?.items.length === 0 && <None filtered={list.filtered} />}
      {data?.next && (
        <p>
          <Button variant="default" onClick={() => data.next && list.next(data.next)}>
            {t('switch.more')}
          </Button>
        </p>
      )}
    </Page>
  )
}

function Choices({ companies }: { companies: readonly MyCompany[] }) {
  const [going, setGoing] = useState<number | null>(null)
  async function choose(company: MyCompany) {
    if (company.is_active) return
    setGoing(company.id)
    await workIn(company.id).catch((error) => {
      setGoing(null)
      toast.error(problemOf(error))
    })
  }
  return (
    <ul className="co-choices" aria-busy={going !== null}>
      {companies.map((company) => (
        <li key={company.id}>
          <button
            type="button"
            className="co-choice"
            aria-current={company.is_active || undefined}
            onClick={() => void choose(company)}
          >
            <CompanyMark company={company} size={36} />
            <span className="co-line-text">
              {company.name}
              <span className="mp-muted mp-small mp-block">
                {[company.parent?.name, company.role_name ?? t('switch.visiting')]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {company.is_active && <Status kind="success" label={t('switch.here')} />}
          </button>
        </li>
      ))}
    </ul>
  )
}

function None({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState title={t('switch.no_match')} />
  return (
    <EmptyState
      title={t('switch.none')}
      text={t('switch.none_text')}
      action={<Link to="/invitations">{t('invitations.title')}</Link>}
    />
  )
}
