import { api } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'

/** Companies to choose from, by the beginning of a word. */
export async function findCompanies(
  q: string,
  signal: AbortSignal,
  { kind }: { kind?: 'customer' } = {},
): Promise<Choice[]> {
  const query = { limit: 20, ...(kind && { kind }), ...(q && { q }) }
  const { items } = await api(companiesApi.listCompanies, { query }, { signal })
  return items.map(({ id, name }) => ({ value: String(id), label: name }))
}

export const findCustomers = (q: string, signal: AbortSignal) =>
  findCompanies(q, signal, { kind: 'customer' })
