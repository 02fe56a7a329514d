import { useState } from 'react'
import { api } from '../../../platform/web/client/index.ts'
import type { Choice, ContractFormState } from '../../../platform/web/ui/index.ts'
import { Field, Picker } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import type { TaskType } from '../contract/tasks.ts'
import { t } from './messages.ts'

/** The customer it is for; without one it runs once for each. */
export function CompanyField({ form }: { form: ContractFormState }) {
  const [chosen, setChosen] = useState<Choice | null>(null)
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

/** What the task is told, as JSON; tasks that take nothing do not ask. */
export function InputField({ type }: { type: TaskType }) {
  const fields = Object.keys((type.input_schema.properties ?? {}) as object)
  if (fields.length === 0) return null
  return (
    <Field
      name="input"
      as="area"
      rows={4}
      label={t('tasks.input')}
      hint={t('tasks.input_hint', { fields: fields.join(', ') })}
    />
  )
}

/** The typed JSON as what it says; what cannot be read goes on as it is, and the server names the field. */
export function inputOf(body: Record<string, unknown>): Record<string, unknown> {
  if (typeof body.input !== 'string') return body
  try {
    return { ...body, input: JSON.parse(body.input || '{}') }
  } catch {
    return body
  }
}
