import { useEffect, useRef, useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import type { ContractFormState } from '../../../platform/web/ui/index.ts'
import { useContractForm } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { companiesApi } from '../contract.ts'

const contactFields = [
  ...([
    'phone',
    'email',
    'website',
    'street',
    'city',
    'state',
    'postcode',
    'country',
    'time_zone',
    'locale',
  ] as const),
]
const allFields = [
  ...contactFields,
  'name',
  'legal_name',
  'registration_number',
  'support_note',
  'internal_note',
] as const
export type CompanyField = (typeof allFields)[number]

export interface Conflict {
  current: Company
  /** Changed by both, differently. */
  fields: readonly CompanyField[]
}

export interface CompanyChange {
  form: ContractFormState
  conflict: Conflict | null
  /** Saves with theirs in the fields named, mine in the others. */
  settle: (theirs: readonly CompanyField[]) => void
  cancel: () => void
}

/**
 * The form of business information. When somebody saved meanwhile, fields that only one of both changed merge by
 * themselves; for those that both changed `conflict` asks.
 */
export function useCompanyChange(
  company: Company,
  { whole, onSaved }: { whole: boolean; onSaved: (company: Company) => void },
): CompanyChange {
  const fields: readonly CompanyField[] = whole ? allFields : contactFields
  const base = useRef(company)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [again, setAgain] = useState(0)
  const form = useContractForm(companiesApi.changeCompany, {
    values: { ...valuesOf(company, fields), version: company.version },
    request: { params: { company_id: company.id } },
    required: whole ? ['name'] : [],
    onDone: (saved) => {
      void refresh(companiesApi.readCompany)
      void refresh(companiesApi.readMyCompany)
      void refresh(companiesApi.listCompanies)
      onSaved(saved)
    },
    onProblem: ({ code, members }) => {
      const current = members.current as Company | undefined
      if (code !== 'stale_version' || !current) return false
      const both = fields.filter(
        (name) => isMine(name) && theirsIn(name, current) && text(current[name]) !== form.values[name],
      )
      if (both.length > 0) setConflict({ current, fields: both })
      else take(current, [])
      return true
    },
  })
  const isMine = (name: CompanyField) => form.values[name] !== text(base.current[name])
  const theirsIn = (name: CompanyField, current: Company) => current[name] !== base.current[name]

  function take(current: Company, theirs: readonly CompanyField[]) {
    for (const name of fields) if (theirs.includes(name) || !isMine(name)) form.set(name, text(current[name]))
    form.set('version', current.version)
    base.current = current
    setConflict(null)
    setAgain((count) => count + 1)
  }
  useAgain(again, form)
  return {
    form,
    conflict,
    settle: (theirs) => conflict && take(conflict.current, theirs),
    cancel: () => setConflict(null),
  }
}

/** Sends the form once more after each count, as soon as the try before has ended. */
function useAgain(count: number, { busy, submit }: ContractFormState) {
  const done = useRef(0)
  useEffect(() => {
    if (busy || done.current === count) return
    done.current = count
    void submit()
  }, [busy, count, submit])
}

const text = (value: string | null | undefined) => value ?? ''

const valuesOf = (company: Company, fields: readonly CompanyField[]) =>
  Object.fromEntries(fields.map((name) => [name, text(company[name])]))
