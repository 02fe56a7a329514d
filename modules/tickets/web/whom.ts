import { api } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import type { Whom } from '../contract.ts'
import { t } from './messages.ts'

/** Somebody who was chosen, as one text: `user:7`, `staff:12` or `mail:sam@acme.example`. */
export const whomOf = (value: string): Whom => {
  const [kind, rest = ''] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)]
  if (kind === 'user') return { user_id: Number(rest) }
  return kind === 'staff' ? { staff_member_id: Number(rest) } : { email: rest }
}

/** The same person as a choice of a list. */
export function choiceOf({ user_id, staff_member_id, email, name }: Whom): Choice {
  if (user_id !== undefined) return { value: `user:${user_id}`, label: name ?? `#${user_id}` }
  if (staff_member_id !== undefined) return { value: `staff:${staff_member_id}`, label: name ?? '' }
  return { value: `mail:${email}`, label: email ?? '' }
}

const address = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/

interface More {
  /** What was typed if it is an address; true unless said. */
  addresses?: boolean
  /** Of the desk, and what to say of them. */
  colleagues?: Colleagues
}

export interface Colleagues {
  people: readonly { id: number; name: string }[]
  hint: string
}

/** People of the company by name, with and without a login, then those of the desk, then an address. */
export async function findWhom(
  q: string,
  companyId: number | undefined,
  signal: AbortSignal,
  { addresses = true, colleagues }: More = {},
): Promise<Choice[]> {
  const typed = q.trim()
  const theirs: Choice[] =
    addresses && address.test(typed)
      ? [{ value: `mail:${typed}`, label: typed, hint: t('ticket.people.address') }]
      : []
  const company = await peopleOf(typed, companyId, signal)
  return [
    ...company,
    ...named(colleagues, typed).filter(({ value }) => !company.some((one) => one.value === value)),
    ...theirs,
  ]
}

const named = (colleagues: Colleagues | undefined, typed: string): Choice[] =>
  (colleagues?.people ?? [])
    .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
    .slice(0, 20)
    .map(({ id, name }) => ({ value: `user:${id}`, label: name, hint: colleagues?.hint ?? '' }))

async function peopleOf(q: string, companyId: number | undefined, signal: AbortSignal): Promise<Choice[]> {
  const query = { kind: 'any' as const, ...(companyId && { company_id: companyId }), ...(q && { q }) }
  // Who may not look people up names them by their address.
  const found = await api(companiesApi.listPeople, { query }, { signal, quiet: true }).catch(() => null)
  return (found?.items ?? []).map(({ user_id, staff_member_id, name, email, department }) => ({
    value: user_id === null ? `staff:${staff_member_id}` : `user:${user_id}`,
    label: name,
    hint: [email, department].filter(Boolean).join(' · '),
  }))
}
