import './operations.css'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading, Page } from '../../../platform/web/ui/index.ts'
import { operationsApi } from '../contract.ts'
import { LookForm } from './look-form.tsx'
import { t } from './messages.ts'

/** The portal's name, colour and support contact. */
export default function BrandingPage() {
  const { data, error, refetch } = useApi(operationsApi.readBranding, {})
  return (
    <Page title={t('branding.title')} description={t('branding.text')} width="form">
      {data && (
        <LookForm
          branding={data}
          contact
          className="mp-form mp-card"
          submit={t('branding.save')}
          onSaved={() => location.reload()}
        />
      )}
      {!data && error && <ErrorState problem={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={5} />}
    </Page>
  )
}
