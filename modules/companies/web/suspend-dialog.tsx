import { Button } from '@mantine/core'
import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  toast,
  useContractForm,
  useForm,
} from '../../../platform/web/ui/index.ts'
import type { Membership } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { nameOf } from './words.ts'

/** Takes a member's rights away until they are resumed; the reason stands in the history. */
export function SuspendDialog({ member, onClose }: { member: Membership; onClose: () => void }) {
  const name = nameOf(member)
  const form = useContractForm(companiesApi.suspendMembership, {
    values: { reason: '' },
    request: { params: { membership_id: member.id } },
    onDone: () => {
      toast.success(t('members.suspended', { name }))
      void refresh(companiesApi.listMemberships)
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('members.suspend_title', { name })}>
      <p>{t('members.suspend_consequence', { name })}</p>
      <ContractForm form={form} guard={false}>
        <Field name="reason" label={t('members.reason')} hint={t('members.reason_hint')} autoFocus />
        <Actions onClose={onClose} />
      </ContractForm>
    </Dialog>
  )
}

function Actions({ onClose }: { onClose: () => void }) {
  const { busy } = useForm()
  return (
    <div className="mp-dialog-actions">
      <Button variant="default" onClick={onClose}>
        {t('company.cancel')}
      </Button>
      <Button type="submit" color="red" loading={busy}>
        {t('members.suspend')}
      </Button>
    </div>
  )
}
