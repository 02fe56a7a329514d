import { useState } from 'react'
import { api, useApi } from '../../../platform/web/client/index.ts'
import type { Choice, ListState } from '../../../platform/web/ui/index.ts'
import { DateRange, Picker } from '../../../platform/web/ui/index.ts'
import { statusKinds, ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { findWhom } from './whom.ts'

/** Parameters of the contract that are chosen here. */
const ranges = ['created', 'updated', 'resolved', 'next_due'] as const
export const moreNames = [
  'requester_user_id',
  'requester_staff_member_id',
  ...ranges.flatMap((range) => [`${range}_from`, `${range}_to`]),
]

/** Who asked, and between which days it was opened, last changed, solved or is due. */
export function MoreFilters({ list }: { list: ListState }) {
  const end = (range: (typeof ranges)[number], side: 'from' | 'to') => ({
    name: `${range}_${side}`,
    label: t(`ticket.filter.${range}_${side}`),
  })
  return (
    <div className="tk-filters tk-more-filters">
      <RequesterFilter list={list} />
      {ranges.map((range) => (
        <DateRange key={range} list={list} from={end(range, 'from')} to={end(range, 'to')} />
      ))}
    </div>
  )
}

/** People of the chosen customer, with and without a login; else of those who asked lately or are found by their name. */
async function findRequesters(
  q: string,
  company: number | undefined,
  signal: AbortSignal,
): Promise<Choice[]> {
  if (company !== undefined) return findWhom(q, company, signal, { addresses: false })
  const query = { status_kind: [...statusKinds], limit: 50, ...(q && { q }) }
  const { items } = await api(ticketsApi.list, { query }, { signal, quiet: true })
  const found = new Map<string, Choice>()
  for (const { requester, company: theirs } of items)
    if (requester?.id && isCalled(requester.name, q))
      found.set(`user:${requester.id}`, {
        value: `user:${requester.id}`,
        label: requester.name,
        ...(theirs && { hint: theirs.name }),
      })
  return [...found.values()]
}

/** A ticket is found by much else; who is looked for by an address has it in no name. */
const isCalled = (name: string, q: string) =>
  q.includes('@') ||
  q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.toLowerCase().includes(word))

/** Whose tickets the list asks for, with or without a login: as a choice's key and as a filter. */
function asker({ query }: ListState) {
  const [user] = [query.requester_user_id ?? []].flat().map(Number)
  const [entry] = [query.requester_staff_member_id ?? []].flat().map(Number)
  if (user) return { key: `user:${user}`, whose: { requester_user_id: [user] } }
  return { key: entry ? `staff:${entry}` : null, whose: { requester_staff_member_id: [entry ?? 0] } }
}

function RequesterFilter({ list }: { list: ListState }) {
  const [chosen, setChosen] = useState<Choice | null>(null)
  const { key, whose } = asker(list)
  const company = [list.query.company_id ?? []].flat().map(Number)[0] || undefined
  const isNamed = chosen !== null && chosen.value === key
  // An address that was sent or kept names the person only by the id: a ticket of theirs knows the name.
  const query = { ...whose, status_kind: [...statusKinds], limit: 1 }
  const found = useApi(ticketsApi.list, { query }, { enabled: key !== null && !isNamed, staleTime: 60_000 })
  const name = isNamed ? chosen.label : found.data?.items[0]?.requester?.name
  const value = key === null ? null : { value: key, label: name ?? `#${key.split(':')[1]}` }
  return (
    <div className="tk-company-filter" data-set={value ? true : undefined}>
      <Picker
        label={t('ticket.field.requester')}
        placeholder={t('ticket.field.requester')}
        value={value}
        load={(q, signal) => findRequesters(q.trim(), company, signal)}
        onChange={(choice) => {
          setChosen(choice)
          const [kind, id] = choice?.value.split(':') ?? []
          list.set({
            requester_user_id: kind === 'user' ? id : undefined,
            requester_staff_member_id: kind === 'staff' ? id : undefined,
          })
        }}
      />
    </div>
  )
}
