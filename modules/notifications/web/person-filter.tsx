import { useState } from 'react'
import { api } from '../../../platform/web/client/index.ts'
import { type Choice, type ListState, Picker } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import type { Delivery } from '../contract.ts'
import { t } from './messages.ts'

/** Narrows the log to what one person was sent: whoever stands on the page, or is found by name. */
export function PersonFilter({ list, rows }: { list: ListState; rows: readonly Delivery[] }) {
  const [chosen, setChosen] = useState<Choice | null>(null)
  const id = list.query.user_id === undefined ? null : String(list.query.user_id)
  const here = peopleOf(rows)
  return (
    <div className="nt-person">
      <Picker
        label={t('deliveries.person')}
        placeholder={t('deliveries.everybody')}
        value={
          id === null
            ? null
            : (here.find(({ value }) => value === id) ??
              (chosen?.value === id ? chosen : { value: id, label: `#${id}` }))
        }
        load={(q, signal) => findPeople(here, q, signal)}
        onChange={(choice) => {
          setChosen(choice)
          list.set({ user_id: choice?.value })
        }}
      />
    </div>
  )
}

const peopleOf = (rows: readonly Delivery[]): Choice[] => [
  ...new Map(
    rows.flatMap(({ user_id, name, address }) =>
      user_id === null
        ? []
        : [[user_id, { value: String(user_id), label: name ?? address, hint: address }] as const],
    ),
  ).values(),
]

/** Who may not look people up chooses from the page. */
async function findPeople(here: readonly Choice[], q: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { kind: 'member' as const, limit: 20, ...(q && { q }) }
  const found = await api(companiesApi.listPeople, { query }, { signal, quiet: true }).catch(() => null)
  const wanted = q.toLowerCase()
  const people = new Map(
    here.filter(({ label }) => label.toLowerCase().includes(wanted)).map((one) => [one.value, one]),
  )
  for (const { user_id, name, email } of found?.items ?? [])
    if (user_id !== null && !people.has(String(user_id)))
      people.set(String(user_id), { value: String(user_id), label: name, ...(email && { hint: email }) })
  return [...people.values()]
}
