import './integrations.css'
import { Page } from '../../../platform/web/ui/index.ts'
import { Deliveries } from './deliveries.tsx'
import { t } from './messages.ts'

/** The monitor: everything that was sent to anybody. */
export default function DeliveriesPage() {
  return (
    <Page title={t('webhooks.deliveries_all')}>
      <Deliveries />
    </Page>
  )
}
