import { useState } from 'react'
import type { Choice, ContractFormState } from '../../../platform/web/ui/index.ts'
import { Picker } from '../../../platform/web/ui/index.ts'
import { findCustomers } from '../../companies/web/index.tsx'
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
      form={form}
      name="company_id"
      load={findCustomers}
      onChange={(choice) => {
        setChosen(choice)
        form.set('company_id', choice ? Number(choice.value) : null)
      }}
    />
  )
}
