import { Button } from '@mantine/core'
import { refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { AccountAction, StaffItem } from '../contract/staff.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { actionWord, isBack, staffName, stepWord } from './staff-words.ts'

export type Next = AccountAction | 'none'

/** What a step has to know of somebody. */
export type Boarded = Pick<
  StaffItem,
  | 'id'
  | 'first_name'
  | 'last_name'
  | 'company_name'
  | 'account_action'
  | 'action_requested_by_user_id'
  | 'onboard_on'
  | 'offboard_at'
>

interface BoardingDialogProps {
  person: Boarded
  to: Next
  onClose: () => void
}

const starts = new Set(['onboard_requested', 'onboarded'])
const leaves = new Set(['offboard_requested', 'offboard_scheduled'])

/** What a step has to know. */
function needsOf(person: Boarded, to: Next, userId: number) {
  const back = isBack(person, to)
  const planned =
    person.account_action === 'offboard_approved' || person.account_action === 'offboard_scheduled'
  const dismissal = to === 'offboarded' && !back && !planned
  const own = person.action_requested_by_user_id === userId
  return {
    shutsOut: to === 'offboarded' && !back,
    start: starts.has(to) && !back,
    leave: leaves.has(to) && !back,
    reason: dismissal || (back && !own),
  }
}

/** One step of on- or off-boarding, with what it needs to know. */
export function BoardingDialog({ person, to, onClose }: BoardingDialogProps) {
  const { user } = useSignedIn()
  const needs = needsOf(person, to, user.id)
  const name = staffName(person)
  const form = useContractForm(companiesApi.changeAccountAction, {
    values: {
      note: '',
      ...(needs.start && { onboard_on: person.onboard_on ?? '' }),
      ...(needs.leave && { offboard_at: '' }),
    },
    request: { params: { staff_member_id: person.id } },
    required: [
      ...(needs.reason ? ['note'] : []),
      ...(to === 'offboard_scheduled' && needs.leave && !person.offboard_at ? ['offboard_at'] : []),
    ],
    prepare: (body) => ({ ...body, to }),
    onDone: () => {
      void refresh(companiesApi.readStaff)
      void refresh(companiesApi.listStaff)
      void refresh(companiesApi.listStaffRequests)
      toast.success(t('boarding.done', { name, state: actionWord(to) }))
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={`${stepWord(person, to)}: ${name}`}>
      <ContractForm form={form} className="mp-form">
        {needs.shutsOut && (
          <p className="st-warn">{t('boarding.text_offboarded', { name, company: person.company_name })}</p>
        )}
        {needs.start && <Field name="onboard_on" as="date" label={t('boarding.starts_on')} />}
        {needs.leave && (
          <Field
            name="offboard_at"
            as="datetime-local"
            label={t('boarding.leaves_at')}
            hint={t('boarding.leaves_hint', { company: person.company_name })}
          />
        )}
        <Field
          name="note"
          as="area"
          rows={3}
          label={needs.reason ? t('boarding.reason') : t('boarding.note')}
          hint={needs.reason ? t('boarding.reason_needed') : undefined}
        />
        <div className="mp-form-actions">
          <SubmitButton>{stepWord(person, to)}</SubmitButton>
          <Button variant="default" onClick={onClose}>
            {t('staff.cancel')}
          </Button>
        </div>
      </ContractForm>
    </Dialog>
  )
}
