import { refresh } from '../../../platform/web/client/index.ts'
import type { ContractFormState } from '../../../platform/web/ui/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { Domain } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { useRoles } from './words.ts'

interface Props {
  company_id: number
  /** null: a new one. */
  domain: Domain | null
  onClose: () => void
}

/** Adds a domain, or says whether its people join by themselves. */
export function DomainDialog({ company_id, domain, onClose }: Props) {
  const title = domain ? domain.domain : t('domains.add')
  return (
    <Dialog opened onClose={onClose} title={title}>
      {domain ? (
        <Change company_id={company_id} domain={domain} onClose={onClose} />
      ) : (
        <Add company_id={company_id} onClose={onClose} />
      )}
    </Dialog>
  )
}

function saved(onClose: () => void) {
  toast.success(t('domains.saved'))
  void refresh(companiesApi.listDomains)
  void refresh(companiesApi.readCompany)
  onClose()
}

function Add({ company_id, onClose }: { company_id: number; onClose: () => void }) {
  const form = useContractForm(companiesApi.addDomain, {
    values: { domain: '', auto_join: false, role_id: '' },
    request: { params: { company_id } },
    onDone: () => saved(onClose),
  })
  return (
    <ContractForm form={form} guard={false}>
      <Field
        name="domain"
        label={t('companies.domain')}
        placeholder={t('companies.domain_example')}
        hint={t('domains.hint')}
        autoFocus
        autoComplete="off"
      />
      <Joining form={form} />
    </ContractForm>
  )
}

function Change({ company_id, domain, onClose }: Props & { domain: Domain }) {
  const form = useContractForm(companiesApi.changeDomain, {
    values: { auto_join: domain.auto_join, role_id: domain.role?.id ?? '' },
    request: { params: { company_id, domain_id: domain.id } },
    onDone: () => saved(onClose),
  })
  return (
    <ContractForm form={form} guard={false}>
      <Joining form={form} />
    </ContractForm>
  )
}

function Joining({ form }: { form: ContractFormState }) {
  const { roles } = useRoles('customer')
  const harmless = roles.data?.items.filter(
    ({ permissions }) => !permissions.some((name) => name.endsWith('.manage')),
  )
  const options = (harmless ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
  return (
    <>
      <Field
        name="auto_join"
        as="checkbox"
        label={t('domains.auto_join')}
        hint={t('domains.auto_join_hint')}
      />
      {form.values.auto_join === true && (
        <Field
          name="role_id"
          as="select"
          label={t('domains.role')}
          options={[{ value: '', label: '' }, ...options]}
        />
      )}
      <div className="mp-form-actions">
        <SubmitButton>{t('company.save')}</SubmitButton>
      </div>
    </>
  )
}
