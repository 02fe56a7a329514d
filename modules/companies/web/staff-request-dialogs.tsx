import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import type { Choice } from '../../../platform/web/ui/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  Picker,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { BoardingDialog } from './boarding-dialog.tsx'
import { t } from './messages.ts'
import { staffName } from './staff-words.ts'

/** Asks for somebody who is not in the directory yet. */
export function SomebodyComes({ onClose }: { onClose: () => void }) {
  const form = useContractForm(companiesApi.createStaffRequest, {
    values: {
      first_name: '',
      last_name: '',
      email: '',
      mobile_phone: '',
      job_title: '',
      department: '',
      onboard_on: '',
      note: '',
    },
    onDone: (request) => {
      void refresh(companiesApi.listStaffRequests)
      toast.success(t('requests.sent', { name: staffName(request) }))
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('requests.comes')} width={560}>
      <ContractForm form={form} className="mp-form">
        <div className="mp-form-pair">
          <Field name="first_name" label={t('staff.first_name')} autoComplete="off" autoFocus />
          <Field name="last_name" label={t('staff.last_name')} autoComplete="off" />
        </div>
        <div className="mp-form-pair">
          <Field name="job_title" label={t('staff.job_title')} autoComplete="off" />
          <Field name="department" label={t('staff.department')} autoComplete="off" />
        </div>
        <div className="mp-form-pair">
          <Field name="email" as="email" label={t('staff.email')} autoComplete="off" />
          <Field name="mobile_phone" as="tel" label={t('staff.mobile_phone')} autoComplete="off" />
        </div>
        <Field name="onboard_on" as="date" label={t('boarding.starts_on')} />
        <Field
          name="note"
          as="area"
          rows={3}
          label={t('boarding.note')}
          hint={t('requests.comes_note_hint')}
        />
        <div className="mp-form-actions">
          <SubmitButton>{t('requests.send')}</SubmitButton>
          <Button variant="default" onClick={onClose}>
            {t('staff.cancel')}
          </Button>
        </div>
      </ContractForm>
    </Dialog>
  )
}

/** People of the directory here, whether they can sign in or not. */
async function findEntries(q: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { kind: 'any' as const, limit: 30, ...(q && { q }) }
  const { items } = await api(companiesApi.listPeople, { query }, { signal })
  return items.flatMap(({ staff_member_id, name, email, department }) =>
    staff_member_id === null
      ? []
      : [
          {
            value: String(staff_member_id),
            label: name,
            hint: [department, email].filter(Boolean).join(' · '),
          },
        ],
  )
}

/** First who, then when and why. */
export function SomebodyLeaves({ onClose }: { onClose: () => void }) {
  const { company } = useSignedIn()
  const [who, setWho] = useState<Choice | null>(null)
  if (who) {
    const person = {
      id: Number(who.value),
      first_name: who.label,
      last_name: '',
      company_name: company?.name ?? '',
      account_action: null,
      action_requested_by_user_id: null,
      onboard_on: null,
      offboard_at: null,
    }
    return <BoardingDialog person={person} to="offboard_requested" onClose={onClose} />
  }
  return (
    <Dialog opened onClose={onClose} title={t('requests.leaves')}>
      <div className="mp-form st-choose">
        <Picker
          label={t('requests.who')}
          hint={t('requests.who_hint')}
          value={null}
          load={findEntries}
          onChange={setWho}
        />
      </div>
    </Dialog>
  )
}
