import type { Sent } from '../../../platform/contract/endpoint.ts'
import { api, useApi, useCall } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

type Change = Sent<(typeof companiesApi.changeCompany)['body']>

/** Saves a field at once, as lists and small cards do; what somebody else saved meanwhile is shown instead. */
export function useInstantChange() {
  const { readCompany, readMyCompany, listCompanies } = companiesApi
  const refreshes = [readCompany, readMyCompany, listCompanies]
  const call = useCall(companiesApi.changeCompany, {
    refreshes,
    onDone: () => toast.success(t('company.saved')),
  })
  return ({ id, version }: { id: number; version: number }, change: Change) =>
    call.mutate(
      { params: { company_id: id }, body: { ...change, version } },
      { onError: (problem) => toast.error(problem, { text: t('company.not_saved') }) },
    )
}

/** People of the provider, by name: for account managers. */
export function useProviderPeople() {
  const { data } = useApi(companiesApi.listMyCompanies, { query: { limit: 200 } }, { staleTime: 300_000 })
  const provider = data?.items.find(({ kind }) => kind === 'provider')
  return async (q: string): Promise<Choice[]> => {
    const query = { limit: 20, ...(q && { q }), ...(provider && { company_id: provider.id }) }
    const { items } = await api(companiesApi.listPeople, { query })
    return items.flatMap((one) =>
      one.user_id === null || one.user_id === undefined
        ? []
        : [{ value: String(one.user_id), label: one.name, hint: one.email ?? undefined }],
    )
  }
}

/** Customers that can have sites, by name. */
export async function findParents(q: string, without: number): Promise<Choice[]> {
  const query = { kind: 'customer' as const, limit: 20, ...(q && { q }) }
  const { items } = await api(companiesApi.listCompanies, { query })
  return items
    .filter(({ id, parent }) => id !== without && parent === null)
    .map(({ id, name }) => ({ value: String(id), label: name }))
}
