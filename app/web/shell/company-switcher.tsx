import { useState } from 'react'
import type { SessionCompanyChoice } from '../../../platform/web/client/index.ts'
import { api, useSignedIn } from '../../../platform/web/client/index.ts'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import {
  ConfirmDialog,
  Dialog,
  hasUnsaved,
  leaveAnyway,
  PickList,
  useChoices,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { CompanyLogo } from './company-logo.tsx'
import { switchCompany } from './switch-company.ts'

/** The company one works in: plain text with one, a chooser with more; searchable from 8 up. */
export function CompanySwitcher() {
  const { company, companies, user } = useSignedIn()
  const [opened, setOpened] = useState(false)
  const [asked, setAsked] = useState<number | null>(null)
  const many = companies.length > 1 || user.is_super_admin
  useShortcut('g c', t('shell.switch_company'), () => setOpened(true), many)
  if (!company) return null
  const own = companies.find((one) => one.id === company.id)
  const role = own?.role_name ?? (user.is_super_admin ? t('shell.super_admin') : '')
  /** What is not saved would be lost: that is asked before anything is switched. */
  function pick(company_id: number) {
    setOpened(false)
    if (hasUnsaved()) setAsked(company_id)
    else void switchCompany(company_id)
  }
  const inside = (
    <>
      <CompanyLogo name={company.name} logo_url={own?.logo_url} size={32} />
      <span className="mp-company-text">
        <span className="mp-company-name">{company.name}</span>
        <span className="mp-muted mp-small">{company.is_visiting ? t('shell.visiting') : role}</span>
      </span>
    </>
  )
  if (!many) return <div className="mp-company">{inside}</div>
  return (
    <>
      <button
        type="button"
        className="mp-company mp-company-button"
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        {inside}
        <IconChevronDown size={16} aria-hidden />
        <span className="mp-hidden">{t('shell.switch_company')}</span>
      </button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('shell.switch_company')}
        kind="palette"
      >
        <CompanyList companies={companies} present={company.id} all={user.is_super_admin} onPick={pick} />
      </Dialog>
      <ConfirmDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('shell.unsaved_title')}
        consequence={t('shell.unsaved_text')}
        action={t('shell.unsaved_leave')}
        run={async () => {
          leaveAnyway()
          if (asked !== null) await switchCompany(asked)
        }}
      />
    </>
  )
}

interface ListProps {
  companies: readonly SessionCompanyChoice[]
  present: number
  /** Asks the server too: super administrators may work everywhere. */
  all: boolean
  onPick: (company_id: number) => void
}

function CompanyList({ companies, present, all, onPick }: ListProps) {
  const [query, setQuery] = useState('')
  const { choices } = useChoices(query, async (q, signal) => {
    if (!all && companies.length < 50) return companies.filter((one) => fits(one, q)).map(choiceOf)
    const { companiesApi } = await import('../../../modules/companies/contract.ts')
    const found = await api(
      companiesApi.listMyCompanies,
      { query: { limit: 30, ...(q && { q }) } },
      { signal },
    )
    return found.items.map(choiceOf)
  })
  return (
    <PickList
      label={t('shell.switch_company')}
      choices={choices}
      query={query}
      onQuery={setQuery}
      plain={!all && companies.length < 8}
      value={String(present)}
      onPick={(choice) => onPick(Number(choice.value))}
    />
  )
}

const fits = (company: SessionCompanyChoice, q: string) =>
  company.name.toLowerCase().includes(q.toLowerCase())

const choiceOf = (company: SessionCompanyChoice): Choice => ({
  value: String(company.id),
  label: company.name,
  hint: [company.parent?.name, company.role_name ?? (company.via === 'provider' && t('shell.visiting'))]
    .filter(Boolean)
    .join(' · '),
  icon: <CompanyLogo name={company.name} logo_url={company.logo_url} />,
})
