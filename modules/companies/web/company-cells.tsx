import { hasPermission } from '../../../platform/web/client/index.ts'
import { Status } from '../../../platform/web/ui/index.ts'
import type { CompanyItem } from '../contract.ts'
import { useInstantChange } from './company-saving.ts'
import { InlineText } from './inline-text.tsx'
import { t } from './messages.ts'

/** VIP and archived as words; who may sets and takes VIP here. */
export function Vip({ company }: { company: CompanyItem }) {
  const save = useInstantChange()
  if (company.archived_at) return <Status kind="neutral" label={t('companies.state_archived')} />
  const { name, is_vip } = company
  const mark = is_vip ? (
    <Status kind="warning" label={t('companies.vip')} />
  ) : (
    <span className="mp-muted">{t('companies.no_vip')}</span>
  )
  if (!hasPermission('companies.manage')) return mark
  return (
    <button
      type="button"
      className="co-inline"
      aria-pressed={is_vip}
      aria-label={`${is_vip ? '' : `${t('companies.no_vip')}, `}${t('companies.vip_of', { name })}`}
      onClick={(event) => {
        event.stopPropagation()
        save(company, { is_vip: !is_vip })
      }}
    >
      {mark}
    </button>
  )
}

/** What another system calls the company, changed in place. */
export function OutsideId({ company, field }: { company: CompanyItem; field: 'syncro_id' | 'xero_id' }) {
  const save = useInstantChange()
  return (
    <InlineText
      label={t('companies.id_of', { field: t(`company.${field}`), name: company.name })}
      value={company[field]}
      readOnly={!hasPermission('companies.manage')}
      onSave={(value) => save(company, { [field]: value })}
    />
  )
}

/** A kept number of a company; a dash for who may not know it. */
export function numberOf(company: CompanyItem, name: string) {
  const found = company.counts.find((one) => one.name === name)
  return found ? `${found.value}${found.capped ? '+' : ''}` : '–'
}
