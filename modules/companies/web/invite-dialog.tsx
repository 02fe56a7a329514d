import { Dialog } from '../../../platform/web/ui/index.ts'
import InvitePeople from './invite-people.tsx'
import type { CompanyOfMembers } from './members.tsx'
import { t } from './messages.ts'

/** Invites people into this company. */
export function InviteDialog({ company, onClose }: { company: CompanyOfMembers; onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title={t('invite.title', { company: company.name })} width={600}>
      <InvitePeople company_id={company.id} kind={company.kind} onClose={onClose} />
    </Dialog>
  )
}
