import './companies.css'
import { Page } from '../../../platform/web/ui/index.ts'
import AccessChanges from './access-changes.tsx'
import { t } from './messages.ts'
import { ReviewTabs } from './tabs.tsx'

/** What changed in who may do what: beside the memberships as they are now. */
export default function AccessChangesPage() {
  return (
    <Page title={t('review.changes')} description={t('review.changes_text')}>
      <ReviewTabs />
      <AccessChanges />
    </Page>
  )
}
