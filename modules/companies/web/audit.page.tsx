import { boot, hasPermission } from '../../../platform/web/client/index.ts'
import { Page } from '../../../platform/web/ui/index.ts'
import AuditLog from './audit-log.tsx'
import { t } from './messages.ts'

/** What happened: in all companies for the provider, in the own one for a customer. */
export default function AuditPage() {
  const isDesk = boot.session?.company?.kind === 'provider' || hasPermission('companies.view')
  return (
    <Page title={t('audit.title')} description={isDesk ? t('audit.text_desk') : t('audit.text')}>
      <AuditLog />
    </Page>
  )
}
