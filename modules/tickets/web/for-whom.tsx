import type { FocusEvent, ReactNode } from 'react'
import { useApi, useSignedIn } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { Picker, useForm } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { findCustomers } from '../../companies/web/index.tsx'
import type { Whom } from '../contract.ts'
import { t } from './messages.ts'
import { TicketsOf } from './other-tickets.tsx'
import { choiceOf, findWhom, whomOf } from './whom.ts'

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
  const value = chosen(form.values, named.data?.name)
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
            put(form.set, choice)
            form.set('requester', '')
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
  const whom = form.values.requester as Whom | ''
  if (companyId === null && !isColleague)
    return <p className="mp-muted tk-beside">{t('ticket.new.company_first')}</p>
  return (
    <Focusable name="requester" label={t('ticket.field.requester')}>
      <Picker
        label={t('ticket.field.requester')}
        placeholder={t(isColleague ? 'ticket.new.requester_me' : 'ticket.new.requester_placeholder')}
        value={whom ? choiceOf(whom) : null}
        load={(q, signal) => findWhom(q, companyId ?? undefined, signal, { addresses: false })}
        error={form.errors.requester}
        onChange={(choice) =>
          form.set('requester', choice ? { ...whomOf(choice.value), name: choice.label } : '')
        }
        {...(hint && { hint })}
      />
      {!isColleague && whom && whom.user_id && (
        <div className="tk-last-tickets">
          <TicketsOf
            userId={whom.user_id}
            label={t('ticket.new.last_tickets', { name: whom.name ?? '' })}
            empty={t('ticket.new.no_last_tickets')}
          />
        </div>
      )}
    </Focusable>
  )
}

/** Id and name stand beside each other in the form, so that a draft brings both back. */
function chosen(values: Record<string, unknown>, name?: string): Choice | null {
  const { company_id: id, company_name } = values
  return id === '' ? null : { value: String(id), label: String(company_name || name || `#${id}`) }
}

function put(set: (name: string, value: unknown) => void, choice: Choice | null) {
  set('company_name', choice?.label ?? '')
  set('company_id', choice ? Number(choice.value) : '')
}

/** Gives the summary of errors something to lead to. */
export function Focusable({ name, label, children }: { name: string; label: string; children: ReactNode }) {
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
