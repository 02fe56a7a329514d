import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { isProvider, useApi } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  Page,
  Picker,
  SubmitButton,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import './staff.css'
import { findCustomers } from './find-companies.ts'
import { t } from './messages.ts'
import { staffName } from './staff-words.ts'

/** The company that an address names, at the desk. */
export function useChosenCompany() {
  const { search } = useLocation()
  const given = Number((search as { company_id?: string }).company_id) || undefined
  const named = useApi(
    companiesApi.readCompany,
    { params: { company_id: given ?? 0 } },
    { enabled: given !== undefined && isProvider(), staleTime: 60_000 },
  )
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null)
  const fromAddress = given && named.data ? { value: String(given), label: named.data.name } : null
  return { company: chosen ?? fromAddress, choose: setChosen }
}

/** Adds a person to the directory. */
export default function NewStaffPage() {
  const go = useGo()
  const desk = isProvider()
  const { company, choose } = useChosenCompany()
  const form = useContractForm(companiesApi.createStaff, {
    values: {
      first_name: '',
      last_name: '',
      email: '',
      mobile_phone: '',
      phone: '',
      job_title: '',
      department: '',
      onboard_on: '',
    },
    prepare: (body) => (company ? { ...body, company_id: Number(company.value) } : body),
    onDone: (person) => {
      toast.success(t('staff.added', { name: staffName(person) }))
      go(`/staff/${person.id}`)
    },
  })
  return (
    <Page title={t('staff.new')} width="text">
      <ContractForm form={form} className="mp-form mp-card">
        {desk && (
          <Picker
            label={t('staff.company')}
            value={company}
            load={findCustomers}
            onChange={choose}
            clearable={false}
            required
            form={form}
            name="company_id"
          />
        )}
        <div className="mp-form-pair">
          <Field name="first_name" label={t('staff.first_name')} autoComplete="off" autoFocus={!desk} />
          <Field name="last_name" label={t('staff.last_name')} autoComplete="off" />
        </div>
        <Field name="email" as="email" label={t('staff.email')} autoComplete="off" />
        <div className="mp-form-pair">
          <Field name="mobile_phone" as="tel" label={t('staff.mobile_phone')} autoComplete="off" />
          <Field name="phone" as="tel" label={t('staff.phone')} autoComplete="off" />
        </div>
        <div className="mp-form-pair">
          <Field name="job_title" label={t('staff.job_title')} autoComplete="off" />
          <Field name="department" label={t('staff.department')} autoComplete="off" />
        </div>
        <Field name="onboard_on" as="date" label={t('boarding.starts_on')} />
        <div className="mp-form-actions">
          <SubmitButton>{t('staff.add')}</SubmitButton>
        </div>
      </ContractForm>
    </Page>
  )
}
