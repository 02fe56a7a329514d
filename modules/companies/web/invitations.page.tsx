import './companies.css'
import { Button } from '@mantine/core'
import { useSignedIn } from '../../../platform/web/client/index.ts'
import { IconMail } from '../../../platform/web/ui/icons.ts'
import { EmptyState, ErrorState, Link, Loading, Page } from '../../../platform/web/ui/index.ts'
import { useInvitations } from './invitation-answers.ts'
import { InvitationList } from './invitation-list.tsx'
import { t } from './messages.ts'

/** Open invitations of the signed-in person, and what to do when they went to another address. */
export default function InvitationsPage() {
  const { user } = useSignedIn()
  const invitations = useInvitations()
  const { items, error } = invitations
  return (
    <Page
      title={t('invitations.title')}
      description={t('invitations.text', { email: user.email })}
      width="form"
    >
      {!items && !error && <Loading rows={3} height={44} />}
      {!items && error && <ErrorState problem={error} />}
      {items && items.length > 0 && (
        <section className="mp-card" aria-label={t('invitations.title')}>
          <InvitationList invitations={invitations} />
        </section>
      )}
      {items?.length === 0 && (
        <EmptyState
          icon={IconMail}
          title={t('invitations.empty')}
          text={t('invitations.empty_text', { email: user.email })}
          action={
            <Button component={Link} variant="default" to="/logout">
              {t('invitations.other_account')}
            </Button>
          }
        />
      )}
    </Page>
  )
}
