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

/** People of the company by name, with and without a login, and what was typed if it is an address. */
export async function findWhom(
  q: string,
  companyId: number | undefined,
  signal: AbortSignal,
  { addresses = true } = {},
): Promise<Choice[]> {
  const typed = q.trim()
  const theirs: Choice[] =
    addresses && address.test(typed)
      ? [{ value: `mail:${typed}`, label: typed, hint: t('ticket.people.address') }]
      : []
  return [...(await peopleOf(typed, companyId, signal)), ...theirs]
}

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
