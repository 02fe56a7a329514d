import { useApi } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { Picker, type PickerProps } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { findCustomers } from './find-companies.ts'

interface Props {
  list: ListState
  label: string
  /** Says the label unless said. */
  placeholder?: string
  /** Customers unless said. */
  load?: PickerProps['load']
  /** Filters that mean nothing in another company. */
  clears?: readonly string[]
}

/** Narrows a list to one company. */
export default function CompanyFilter({
  list,
  label,
  placeholder = label,
  load = findCustomers,
  clears = [],
}: Props) {
  const id = [list.query.company_id ?? []].flat().map(Number)[0]
  const named = useApi(
    companiesApi.readCompany,
    { params: { company_id: id ?? 0 } },
    { enabled: id !== undefined, staleTime: 60_000 },
  )
  const cleared = Object.fromEntries(clears.map((name) => [name, undefined]))
  return (
    <Picker
      label={label}
      placeholder={placeholder}
      value={id === undefined ? null : { value: String(id), label: named.data?.name ?? `#${id}` }}
      load={load}
      onChange={(choice) => list.set({ company_id: choice?.value, ...cleared })}
    />
  )
}
