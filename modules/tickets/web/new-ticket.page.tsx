import { useLocation } from '@tanstack/react-router'
import { api, hasPermission, refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import type { ContractFormState, Uploads } from '../../../platform/web/ui/index.ts'
import {
  ContractForm,
  Field,
  FileDrop,
  isTouched,
  Page,
  SubmitButton,
  toast,
  useContractForm,
  useForm,
  useGo,
  useUploads,
} from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import './tickets.css'
import './ticket-detail.css'
import { CopyTo, TagsField } from './copy-to.tsx'
import { DropHere } from './drop-here.tsx'
import { ForWhom, OnBehalfOf } from './for-whom.tsx'
import { labelText, t } from './messages.ts'
import { atDesk, ticketPath, useAssignees, useOptions } from './ticket.data.ts'
import { useUploadGate } from './upload-gate.ts'
import { UploadRefusal } from './upload-refusal.tsx'

const fallbackBytes = 25_000_000

/** Ask for help; at the desk, open a ticket for a customer. */
export default function NewTicketPage() {
  const desk = atDesk()
  const { company } = useSignedIn()
  const options = useOptions()
  const uploads = useUploads(ticketsApi.upload, {
    maxBytes: options?.max_attachment_bytes ?? fallbackBytes,
    max: 20,
    discard: (id) => void api(ticketsApi.discardUpload, { params: { upload_id: id } }).catch(() => undefined),
  })
  // People without a company have nobody to put in copy.
  const mayCopy = desk || company !== null
  const { form, refusal } = useUploadGate(useNewTicket(desk, uploads), uploads)
  return (
    <Page
      title={t('tickets.new')}
      description={t(desk ? 'ticket.new.text_desk' : 'ticket.new.text')}
      width="form"
    >
      <ContractForm form={form} className="mp-form mp-card">
        {desk && <ForWhom />}
        {!desk && hasPermission('tickets.create_for_others') && <OnBehalfOf />}
        <Field
          name="subject"
          label={t('ticket.field.subject')}
          hint={t('ticket.new.subject_hint')}
          autoFocus={!desk}
        />
        <DropHere form={form} uploads={uploads}>
          <Field
            name="body"
            as="area"
            rows={10}
            label={t('ticket.new.body')}
            hint={t(isTouched() ? 'ticket.new.body_hint_touch' : 'ticket.new.body_hint')}
          />
        </DropHere>
        <FileDrop uploads={uploads} />
        <Choices desk={desk} />
        {mayCopy && <CopyTo />}
        {desk && <TagsField />}
        <UploadRefusal refusal={refusal} />
        <div className="mp-form-actions">
          <SubmitButton>{t(desk ? 'ticket.new.submit_desk' : 'ticket.new.submit')}</SubmitButton>
        </div>
      </ContractForm>
    </Page>
  )
}

function useNewTicket(desk: boolean, uploads: Uploads): ContractFormState {
  const go = useGo()
  const search = useLocation().search as { company_id?: unknown; subject?: unknown; about?: unknown }
  const about = /^[A-Z0-9-]{2,24}$/i.exec(String(search.about ?? ''))?.[0]
  const asked = String(search.company_id ?? '')
  const companyId = desk && /^[1-9]\d{0,14}$/.test(asked) ? Number(asked) : ''
  return useContractForm(ticketsApi.open, {
    values: {
      subject: typeof search.subject === 'string' ? search.subject.slice(0, 200) : '',
      body: about ? `${t('ticket.new.about', { number: about })}\n\n` : '',
      priority: '',
      category_id: '',
      assigned_user_id: '',
      company_id: companyId,
      company_name: '',
      requester: '',
      cc: [],
      tags: [],
    },
    required: desk ? ['company_id'] : [],
    draftKey: `ticket:new:${about ?? companyId}`,
    prepare: (body) => ({ ...withoutNull(body), upload_ids: [...uploads.ids] }),
    onDone: (ticket) => {
      toast.success(t('ticket.new.opened', { number: ticket.number }))
      void refresh(ticketsApi.list)
      go(ticketPath(ticket))
    },
  })
}

/** A blank select means "as usual", not "nobody". */
const withoutNull = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null))

function Choices({ desk }: { desk: boolean }) {
  const companyId = Number(useForm().values.company_id) || undefined
  const { priorities = [], categories = [] } = useOptions() ?? {}
  const assignees = useAssignees(desk, companyId)
  const usual = { value: '', label: t('ticket.new.usual') }
  return (
    <div className="mp-form-pair">
      {priorities.length > 0 && (
        <Field
          name="priority"
          as="select"
          label={t('ticket.field.priority')}
          options={[usual, ...priorities.map(({ key, label }) => ({ value: key, label: labelText(label) }))]}
        />
      )}
      {categories.length > 0 && (
        <Field
          name="category_id"
          as="select"
          label={t('ticket.field.category')}
          options={[
            { value: '', label: t('ticket.new.no_category') },
            ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      )}
      {desk && (
        <Field
          name="assigned_user_id"
          as="select"
          label={t('ticket.field.assignee')}
          options={[
            { value: '', label: t('ticket.list.unassigned') },
            ...assignees.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      )}
    </div>
  )
}
