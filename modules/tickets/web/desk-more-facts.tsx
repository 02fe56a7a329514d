import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { Fact, Picker } from '../../../platform/web/ui/index.ts'
import type { DeskTicket as Ticket, Whom } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { FactSelect } from './fact-select.tsx'
import { t } from './messages.ts'
import type { Wish } from './ticket-change.ts'
import { choiceOf, findWhom, whomOf } from './whom.ts'

interface PartProps {
  ticket: Ticket
  change: (wish: Wish) => void
}

const mayChange = (ticket: Ticket) => ticket.may.includes('change')
const undone = (ticket: Ticket) => t('ticket.change.undone', { number: ticket.number })

/** Who asked: somebody of the company, or of no company also an address. */
export function RequesterFact({ ticket, change }: PartProps) {
  const { requester, requester_email, company } = ticket
  const outside = requester_email ? t('ticket.fact.outside') : null
  if (!mayChange(ticket))
    return (
      <Fact label={t('ticket.field.requester')}>
        {requester?.name ?? t('ticket.fact.nobody')}
        {outside && <span className="mp-muted"> · {outside}</span>}
      </Fact>
    )
  const before = requesterOf(ticket)
  // An address stands at a ticket of a company only because it wrote: it cannot be named again.
  const mayUndo = before?.email === undefined || company === null
  const put = (whom: Whom | null, name: string | null): Omit<Wish, 'undo'> => ({
    field: { requester: whom },
    shown: {
      requester: name === null ? null : { id: whom?.user_id ?? null, name },
      requester_email: whom?.email ?? null,
      requester_staff_member_id: whom?.staff_member_id ?? null,
    },
    done: t('ticket.change.requester', { number: ticket.number, name: name ?? t('ticket.fact.nobody') }),
  })
  return (
    <Picker
      label={t('ticket.field.requester')}
      placeholder={t('ticket.fact.nobody')}
      value={before && { ...choiceOf(before), label: requester?.name ?? requester_email ?? '' }}
      load={(q, signal) => findWhom(q, company?.id, signal, { addresses: company === null })}
      onChange={(choice) =>
        change({
          ...put(choice && whomOf(choice.value), choice?.label ?? null),
          ...(mayUndo && { undo: { ...put(before, requester?.name ?? null), done: undone(ticket) } }),
        })
      }
      {...(outside && { hint: outside })}
    />
  )
}

/** The requester as a change names them. */
function requesterOf({ requester, requester_staff_member_id, requester_email }: Ticket): Whom | null {
  if (requester?.id) return { user_id: requester.id }
  if (requester_staff_member_id !== null) return { staff_member_id: requester_staff_member_id }
  return requester_email === null ? null : { email: requester_email }
}

/** What is promised; drawn where there is something to choose. */
export function PolicyFact({ ticket, change }: PartProps) {
  const all = useApi(ticketsApi.listSlaPolicies, {}, { staleTime: 60_000 }).data?.items ?? []
  if (all.length < 2) return null
  const own = ticket.sla.policy_id
  const nameOf = (id: number | null) =>
    all.find((policy) => policy.id === id)?.name ?? t('ticket.fact.policy_none')
  const put = (policy_id: number | null): Omit<Wish, 'undo'> => ({
    field: { sla_policy_id: policy_id },
    shown: { sla: { ...ticket.sla, policy_id } },
    done: t('ticket.change.policy', { number: ticket.number, name: nameOf(policy_id) }),
  })
  return (
    <FactSelect
      label={t('ticket.fact.policy')}
      value={String(own ?? '')}
      disabled={!mayChange(ticket)}
      options={[
        { value: '', label: t('ticket.fact.policy_none') },
        ...all.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(value) =>
        change({ ...put(value ? Number(value) : null), undo: { ...put(own), done: undone(ticket) } })
      }
    />
  )
}

const slug = /^[a-z0-9-]{1,64}$/

/** What the desk notes for itself: a number elsewhere, and what of the portal it is about. */
export function NotedFacts({ ticket, change }: PartProps) {
  const { number, subject, external_reference, module_slug, import_source } = ticket
  const save = (put: (text: string | null) => Wish, before: string | null) => (text: string | null) =>
    change({ ...put(text), undo: { ...put(before), done: undone(ticket) } })
  const putReference = (text: string | null): Wish => ({
    field: { external_reference: text },
    shown: { external_reference: text },
    done: t('ticket.change.reference', { number }),
  })
  const putSubject = (text: string): Wish => ({
    field: { subject: text },
    shown: { subject: text },
    done: t('ticket.change.subject', { number }),
  })
  const putModule = (text: string | null): Wish => ({
    field: { module_slug: text },
    shown: { module_slug: text },
    done: t('ticket.change.module', { number }),
  })
  return (
    <>
      <FactText
        label={t('ticket.field.subject')}
        value={subject}
        maxLength={255}
        required
        disabled={!mayChange(ticket)}
        onSave={(text) =>
          text && change({ ...putSubject(text), undo: { ...putSubject(subject), done: undone(ticket) } })
        }
      />
      <FactText
        label={t('ticket.fact.reference')}
        value={external_reference}
        maxLength={128}
        disabled={!mayChange(ticket)}
        onSave={save(putReference, external_reference)}
      />
      <FactText
        label={t('ticket.fact.module')}
        value={module_slug}
        maxLength={64}
        disabled={!mayChange(ticket)}
        refuse={(text) => (slug.test(text) ? undefined : t('ticket.fact.module_refused'))}
        onSave={save(putModule, module_slug)}
      />
      {import_source !== null && <Fact label={t('ticket.fact.import_source')}>{import_source}</Fact>}
    </>
  )
}

interface TextProps {
  label: string
  value: string | null
  maxLength: number
  disabled: boolean
  /** Says what is wrong with a text. */
  refuse?: (text: string) => string | undefined
  onSave: (text: string | null) => void
  /** It is never empty: what stood there comes back. */
  required?: boolean
}

/** A short text that is changed where it stands: type, then Enter or leave it; Esc takes it back. */
function FactText({ label, value, maxLength, disabled, refuse, onSave, required }: TextProps) {
  const stands = value ?? ''
  const [typed, setTyped] = useState(stands)
  const [error, setError] = useState<string | undefined>()
  useEffect(() => {
    setTyped(stands)
    setError(undefined)
  }, [stands])
  if (disabled && value === null) return null
  function end() {
    const next = typed.trim()
    const wrong = next === '' ? undefined : refuse?.(next)
    setError(wrong)
    if (next === '' && required) return setTyped(stands)
    if (wrong === undefined && next !== stands) onSave(next || null)
  }
  return (
    <TextInput
      label={label}
      placeholder={t('ticket.fact.reference_hint')}
      value={typed}
      maxLength={maxLength}
      disabled={disabled}
      error={error}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) end()
        if (event.key === 'Escape') setTyped(stands)
      }}
    />
  )
}
