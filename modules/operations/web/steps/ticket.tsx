import { useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  EmptyState,
  Field,
  Link,
  Loading,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { CompanyItem } from '../../../companies/contract.ts'
import { companiesApi } from '../../../companies/contract.ts'
import { ticketsApi } from '../../../tickets/contract.ts'
import { t } from '../messages.ts'
import type { StepProps } from './step.tsx'
import { Onward } from './step.tsx'

/** The first ticket; it ends on the ticket itself. */
export function TicketStep(props: StepProps) {
  const { data } = useApi(companiesApi.listCompanies, {
    query: { kind: 'customer' as const, sort: '-created_at' as const, limit: 50 },
  })
  if (!data) return <Loading rows={4} />
  if (data.items.length === 0) {
    return (
      <>
        <EmptyState
          title={t('setup.ticket_no_customer')}
          action={<Link to="/admin/setup?step=customer">{t('setup.customer')}</Link>}
        />
        <div className="mp-form-actions">
          <Onward {...props} step="ticket" />
        </div>
      </>
    )
  }
  return <TicketForm customers={data.items} {...props} />
}

function TicketForm({ customers, ...props }: StepProps & { customers: readonly CompanyItem[] }) {
  const form = useContractForm(ticketsApi.open, {
    values: {
      company_id: String(customers[0]?.id ?? ''),
      subject: t('setup.ticket_subject_example'),
      body: t('setup.ticket_body_example'),
    },
    onDone: (ticket) => {
      void props.leave('done').then(() => {
        toast.success(t('setup.ticket_made', { number: ticket.number }))
        props.go(`/tickets/${ticket.number}`)
      })
    },
  })
  return (
    <ContractForm form={form}>
      <Field
        name="company_id"
        as="select"
        label={t('setup.ticket_company')}
        options={customers.map(({ id, name }) => ({ value: String(id), label: name }))}
      />
      <Field name="subject" label={t('setup.ticket_subject')} />
      <Field name="body" as="area" rows={5} label={t('setup.ticket_body')} />
      <div className="mp-form-actions">
        <SubmitButton>{t('setup.ticket_open')}</SubmitButton>
        <Onward {...props} step="ticket" />
      </div>
    </ContractForm>
  )
}
