import { api, useApi } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { Picker } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** Customers to choose from, by the beginning of a word. */
export async function findCustomers(q: string, signal: AbortSignal) {
  const query = { kind: 'customer' as const, limit: 20, ...(q && { q }) }
  const { items } = await api(companiesApi.listCompanies, { query }, { signal })
  return items.map(({ id, name }) => ({ value: String(id), label: name }))
}

/** Narrows a list to one customer. */
export function CustomerFilter({ list }: { list: ListState }) {
  const id = [list.query.company_id ?? []].flat().map(Number)[0]
  const named = useApi(
    companiesApi.readCompany,
    { params: { company_id: id ?? 0 } },
    { enabled: id !== undefined, staleTime: 60_000 },
  )
  const value = id === undefined ? null : { value: String(id), label: named.data?.name ?? `#${id}` }
  return (
    <div className="st-company">
      <Picker
        label={t('staff.company')}
        placeholder={t('staff.company')}
        value={value}
        load={findCustomers}
        onChange={(choice) => list.set({ company_id: choice?.value, department: undefined })}
      />
    </div>
  )
}
