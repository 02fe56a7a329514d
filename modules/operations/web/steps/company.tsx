import { useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  ErrorState,
  Field,
  Loading,
  SubmitButton,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { Company } from '../../../companies/contract.ts'
import { companiesApi } from '../../../companies/contract.ts'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { Onward } from './step.tsx'

/** The provider's own business information. */
export function CompanyStep(props: StepProps) {
  const list = useApi(companiesApi.listCompanies, { query: { kind: 'provider' as const } })
  const id = list.data?.items[0]?.id
  const company = useApi(
    companiesApi.readCompany,
    { params: { company_id: id ?? 0 } },
    { enabled: id !== undefined },
  )
  const error = list.error ?? company.error
  if (error) return <ErrorState problem={error} retry={() => void company.refetch()} />
  if (!company.data) return <Loading rows={6} />
  return <CompanyForm company={company.data} {...props} />
}

function CompanyForm({ company, ...props }: StepProps & { company: Company }) {
  const { name, version } = company
  const form = useContractForm(companiesApi.changeCompany, {
    values: { name, version, ...textsOf(company) },
    request: { params: { company_id: company.id } },
    required: ['name'],
    onDone: () => void props.leave('done').then(props.go),
  })
  return (
    <ContractForm form={form}>
      <Field name="name" label={t('setup.company_name')} autoComplete="organization" />
      <div className="mp-form-pair">
        <Field name="phone" as="tel" label={t('setup.company_phone')} autoComplete="tel" />
        <Field name="email" as="email" label={t('setup.company_email')} />
      </div>
      <Field
        name="website"
        as="url"
        label={t('setup.company_website')}
        placeholder={t('setup.website_example')}
      />
      <Field name="street" label={t('setup.company_street')} autoComplete="street-address" />
      <div className="mp-form-pair">
        <Field name="postcode" label={t('setup.company_postcode')} autoComplete="postal-code" />
        <Field name="city" label={t('setup.company_city')} autoComplete="address-level2" />
      </div>
      <div className="mp-form-actions">
        <SubmitButton>{t('setup.save')}</SubmitButton>
        <Onward {...props} step="company" />
      </div>
    </ContractForm>
  )
}

function textsOf({ phone, email, website, street, postcode, city }: Company) {
  const texts = { phone, email, website, street, postcode, city }
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, value ?? '']))
}
