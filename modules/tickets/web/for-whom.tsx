import type { FocusEvent, ReactNode } from 'react'
import { useEffect } from 'react'
import { api, useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Picker, useForm } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { findCustomers } from './company-filter.tsx'
import { t } from './messages.ts'

/** The desk says first for which customer, then for whom there. */
export function ForWhom() {
  const form = useForm()
  const { company_id: companyId } = form.values
  const value = chosen(form.values, 'company')
  // Opened from a customer's page the address names the company only by its id.
  const named = useApi(
    companiesApi.readCompany,
    { params: { company_id: Number(companyId) } },
    { enabled: value !== null && !form.values.company_name, staleTime: 60_000 },
  )
  const { set } = form
  const name = named.data?.name
  useEffect(() => {
    if (name && companyId === named.data?.id) set('company_name', name)
  })
  return (
    <div className="mp-form-pair">
      <Focusable name="company_id" label={t('field.company')}>
        <Picker
          label={t('field.company')}
          placeholder={t('new.company_placeholder')}
          required
          value={value}
          load={findCustomers}
          error={form.errors.company_id}
          onChange={(choice) => {
            put(set, 'company', choice)
            put(set, 'requester_user', null)
          }}
        />
      </Focusable>
      <Requester key={String(companyId)} companyId={companyId === '' ? null : Number(companyId)} />
    </div>
  )
}

/** A customer who may open tickets for colleagues. */
export function OnBehalfOf() {
  const { company } = useSignedIn()
  return <Requester companyId={null} hint={t('new.behalf_hint', { company: company?.name ?? '' })} isColleague />
}

interface RequesterProps {
  companyId: number | null
  hint?: string
  isColleague?: boolean
}

function Requester({ companyId, hint, isColleague }: RequesterProps) {
  const form = useForm()
  if (companyId === null && !isColleague) return <p className="mp-muted tk-beside">{t('new.company_first')}</p>
  async function find(q: string, signal: AbortSignal): Promise<Choice[]> {
    const query = { ...(companyId !== null && { company_id: companyId }), ...(q && { q }) }
    const { items } = await api(companiesApi.listPeople, { query }, { signal })
    return items.map((person) => ({ value: String(person.user_id), label: person.name, hint: person.email }))
  }
  return (
    <Focusable name="requester_user_id" label={t('field.requester')}>
      <Picker
        label={t('field.requester')}
        placeholder={t(isColleague ? 'new.requester_me' : 'new.requester_placeholder')}
        value={chosen(form.values, 'requester_user')}
        load={find}
        error={form.errors.requester_user_id}
        onChange={(choice) => put(form.set, 'requester_user', choice)}
        {...(hint && { hint })}
      />
    </Focusable>
  )
}

type What = 'company' | 'requester_user'
const nameOf = { company: 'company_name', requester_user: 'requester_name' } as const

/** Id and name stand beside each other in the form, so that a draft brings both back. */
function chosen(values: Record<string, unknown>, what: What): Choice | null {
  const id = values[`${what}_id`]
  return id === '' ? null : { value: String(id), label: String(values[nameOf[what]] || `#${id}`) }
}

function put(set: (name: string, value: unknown) => void, what: What, choice: Choice | null) {
  set(nameOf[what], choice?.label ?? '')
  set(`${what}_id`, choice ? Number(choice.value) : '')
}

/** Gives the summary of errors something to lead to. */
function Focusable({ name, label, children }: { name: string; label: string; children: ReactNode }) {
  const form = useForm()
  function focus(event: FocusEvent<HTMLDivElement>) {
    if (event.target === event.currentTarget) event.currentTarget.querySelector('button')?.focus()
  }
  return (
    <div id={form.fieldId(name)} tabIndex={-1} data-label={label} onFocus={focus}>
      {children}
    </div>
  )
}
