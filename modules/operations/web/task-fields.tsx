import { useState } from 'react'
import { api } from '../../../platform/web/client/index.ts'
import type { Choice, ContractFormState } from '../../../platform/web/ui/index.ts'
import { Picker } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { t } from './messages.ts'

/** The customer it is for; without one it runs once for each. */
export function CompanyField({ form, first = null }: { form: ContractFormState; first?: Choice | null }) {
  const [chosen, setChosen] = useState<Choice | null>(first)
  return (
    <Picker
      label={t('tasks.company')}
      hint={t('tasks.company_hint')}
      placeholder={t('tasks.every_company')}
      value={chosen}
      load={findCustomers}
      onChange={(choice) => {
        setChosen(choice)
        form.set('company_id', choice ? Number(choice.value) : null)
      }}
    />
  )
}

async function findCustomers(q: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { kind: 'customer' as const, limit: 20, ...(q && { q }) }
  const { items } = await api(companiesApi.listCompanies, { query }, { signal })
  return items.map(({ id, name }) => ({ value: String(id), label: name }))
}
