import { useState } from 'react'
import { api, useApi } from '../../../platform/web/client/index.ts'
import type { Choice, ListState } from '../../../platform/web/ui/index.ts'
import { DateRange, Picker } from '../../../platform/web/ui/index.ts'
import { statusKinds, ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { findWhom } from './whom.ts'

/** Parameters of the contract that are chosen here. */
export const moreNames = ['requester_user_id', 'created_from', 'created_to', 'updated_from', 'updated_to']

/** Who asked, and between which days it was opened or last changed. */
export function MoreFilters({ list }: { list: ListState }) {
  const range = (from: 'created_from' | 'updated_from', to: 'created_to' | 'updated_to') => ({
    from: { name: from, label: t(`ticket.filter.${from}`) },
    to: { name: to, label: t(`ticket.filter.${to}`) },
  })
  return (
    <div className="tk-filters tk-more-filters">
      <RequesterFilter list={list} />
      <DateRange list={list} {...range('created_from', 'created_to')} />
      <DateRange list={list} {...range('updated_from', 'updated_to')} />
    </div>
  )
}

/** People with a login: of the chosen customer, else of those who asked lately or are found by their name. */
async function findRequesters(
  q: string,
  company: number | undefined,
  signal: AbortSignal,
): Promise<Choice[]> {
  if (company !== undefined) {
    const people = await findWhom(q, company, signal, { addresses: false })
    return people.filter(({ value }) => value.startsWith('user:'))
  }
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

function RequesterFilter({ list }: { list: ListState }) {
  const [chosen, setChosen] = useState<Choice | null>(null)
  const id = [list.query.requester_user_id ?? []].flat().map(Number)[0]
  const company = [list.query.company_id ?? []].flat().map(Number)[0] || undefined
  const isNamed = chosen?.value === `user:${id}`
  // An address that was sent or kept names the person only by the id: a ticket of theirs knows the name.
  const query = { requester_user_id: [id ?? 0], status_kind: [...statusKinds], limit: 1 }
  const found = useApi(
    ticketsApi.list,
    { query },
    { enabled: id !== undefined && !isNamed, staleTime: 60_000 },
  )
  const name = isNamed ? chosen.label : found.data?.items[0]?.requester?.name
  const value = id === undefined ? null : { value: `user:${id}`, label: name ?? `#${id}` }
  return (
    <div className="tk-company-filter" data-set={value ? true : undefined}>
      <Picker
        label={t('ticket.field.requester')}
        placeholder={t('ticket.field.requester')}
        value={value}
        load={(q, signal) => findRequesters(q.trim(), company, signal)}
        onChange={(choice) => {
          setChosen(choice)
          list.set({ requester_user_id: choice?.value.slice('user:'.length) })
        }}
      />
    </div>
  )
}
