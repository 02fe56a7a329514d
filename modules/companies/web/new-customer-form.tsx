import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useRef, useState } from 'react'
import { refresh, useApi } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, Link, SubmitButton, useContractForm } from '../../../platform/web/ui/index.ts'
import type { Company } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

export interface NewCustomerProps {
  onDone: (company: Company) => void
  /** Name and domain only; the rest can be added later. */
  short?: boolean
  /** Beside the button: "Skip for now". */
  beside?: ReactNode
}

interface Likeness {
  ids: number[]
  /** Name and domain that were asked about; another pair is asked about anew. */
  of: string
}

/** The form of a new customer. */
export default function NewCustomerForm({ onDone, short, beside }: NewCustomerProps) {
  const [similar, setSimilar] = useState<Likeness>({ ids: [], of: '' })
  const anyway = useRef('')
  const form = useContractForm(companiesApi.createCompany, {
    values: { name: '', domain: '', phone: '', email: '', website: '', registration_number: '' },
    prepare: (body) => ({ ...body, allow_duplicate: anyway.current === keyOf(body) }),
    onDone: (company) => {
      void refresh(companiesApi.listCompanies)
      onDone(company)
    },
    onProblem: ({ code, members }) => {
      if (code !== 'possible_duplicate') return false
      setSimilar({ ids: (members.ids as number[] | undefined) ?? [], of: asked.current })
      return true
    },
  })
  const asked = useRef('')
  asked.current = keyOf(form.values)
  const shown = similar.of === asked.current ? similar.ids : []
  function createAnyway() {
    anyway.current = asked.current
    void form.submit()
  }
  return (
    <ContractForm form={form}>
      <Field name="name" label={t('companies.name')} autoComplete="off" autoFocus />
      <Field
        name="domain"
        label={t('companies.domain')}
        hint={t('companies.domain_hint')}
        placeholder={t('companies.domain_example')}
        autoComplete="off"
      />
      {!short && <MoreFields />}
      {shown.length > 0 && <Similar ids={shown} onAnyway={createAnyway} />}
      <div className="mp-form-actions">
        <SubmitButton>{t('companies.create')}</SubmitButton>
        {beside}
      </div>
    </ContractForm>
  )
}

const keyOf = ({ name, domain }: Record<string, unknown>) =>
  `${String(name).trim()} ${String(domain ?? '').trim()}`

function MoreFields() {
  return (
    <>
      <div className="mp-form-pair">
        <Field name="phone" as="tel" label={t('company.phone')} autoComplete="off" />
        <Field name="email" as="email" label={t('company.email')} autoComplete="off" />
      </div>
      <div className="mp-form-pair">
        <Field name="website" as="url" label={t('company.website')} autoComplete="off" />
        <Field name="registration_number" label={t('company.registration_number')} autoComplete="off" />
      </div>
    </>
  )
}

function Similar({ ids, onAnyway }: { ids: readonly number[]; onAnyway: () => void }) {
  return (
    <div className="co-similar" role="alert">
      <p className="co-similar-title">{t('companies.similar', { n: ids.length })}</p>
      <ul>
        {ids.slice(0, 5).map((id) => (
          <li key={id}>
            <SimilarCompany id={id} />
          </li>
        ))}
      </ul>
      <Button variant="default" size="compact-md" onClick={onAnyway}>
        {t('companies.create_anyway')}
      </Button>
    </div>
  )
}

function SimilarCompany({ id }: { id: number }) {
  const { data } = useApi(companiesApi.readCompany, { params: { company_id: id } })
  return (
    <Link to={`/companies/${id}`} target="_blank">
      {data ? [data.name, ...data.domains.map((one) => one.domain)].join(' · ') : t('companies.similar_one')}
    </Link>
  )
}
