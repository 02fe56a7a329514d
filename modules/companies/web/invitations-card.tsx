import './companies.css'
import { useInvitations } from './invitation-answers.ts'
import { InvitationList } from './invitation-list.tsx'
import { t } from './messages.ts'

/** On Home while an invitation waits for an answer. */
export default function InvitationsCard() {
  const invitations = useInvitations()
  const n = invitations.items?.length ?? 0
  if (n === 0) return null
  return (
    <section className="mp-card co-waiting" aria-labelledby="open-invitations">
      <h2 id="open-invitations">{t('invitations.waiting', { n })}</h2>
      <InvitationList invitations={invitations} />
    </section>
  )
}
