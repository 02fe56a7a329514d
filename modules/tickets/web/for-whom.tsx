import type { FocusEvent, ReactNode } from 'react'
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
  // Opened from a customer's page the address names the company only by its id.
  const named = useApi(
    companiesApi.readCompany,
    { params: { company_id: Number(companyId) } },
    { enabled: companyId !== '' && !form.values.company_name, staleTime: 60_000 },
  )
  const value = chosen(form.values, 'company', named.data?.name)
  return (
    <div className="mp-form-pair">
      <Focusable name="company_id" label={t('ticket.field.company')}>
        <Picker
          label={t('ticket.field.company')}
          placeholder={t('ticket.new.company_placeholder')}
          required
          value={value}
          load={findCustomers}
          error={form.errors.company_id}
          onChange={(choice) => {
            put(form.set, 'company', choice)
            put(form.set, 'requester_user', null)
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
  return (
    <Requester
      companyId={null}
      hint={t('ticket.new.behalf_hint', { company: company?.name ?? '' })}
      isColleague
    />
  )
}

interface RequesterProps {
  companyId: number | null
  hint?: string
  isColleague?: boolean
}

function Requester({ companyId, hint, isColleague }: RequesterProps) {
  const form = useForm()
  if (companyId === null && !isColleague)
    return <p className="mp-muted tk-beside">{t('ticket.new.company_first')}</p>
  async function find(q: string, signal: AbortSignal): Promise<Choice[]> {
    const query = { ...(companyId !== null && { company_id: companyId }), ...(q && { q }) }
    const { items } = await api(companiesApi.listPeople, { query }, { signal })
    return items.map(({ user_id, name, email, department }) => ({
      value: String(user_id),
      label: name,
      hint: [email, department].filter(Boolean).join(' · '),
    }))
  }
  return (
    <Focusable name="requester_user_id" label={t('ticket.field.requester')}>
      <Picker
        label={t('ticket.field.requester')}
        placeholder={t(isColleague ? 'ticket.new.requester_me' : 'ticket.new.requester_placeholder')}
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
function chosen(values: Record<string, unknown>, what: What, name?: string): Choice | null {
  const id = values[`${what}_id`]
  return id === '' ? null : { value: String(id), label: String(values[nameOf[what]] || name || `#${id}`) }
}

function put(set: (name: string, value: unknown) => void, what: What, choice: Choice | null) {
  set(nameOf[what], choice?.label ?? '')
  set(`${what}_id`, choice ? Number(choice.value) : '')
}

/** Gives the summary of errors something to lead to. */
function Focusable({ name, label, children }: { name: string; label: string; children: ReactNode }) {
  const form = useForm()
  function focus(event: FocusEvent<HTMLElement>) {
    if (event.target === event.currentTarget) event.currentTarget.querySelector('button')?.focus()
  }
  return (
    <fieldset
      id={form.fieldId(name)}
      className="tk-plain"
      aria-label={label}
      tabIndex={-1}
      data-label={label}
      onFocus={focus}
    >
      {children}
    </fieldset>
  )
}
