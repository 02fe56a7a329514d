import { boot, refresh, useApi } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { integrationsApi as calls, type WebhookSettings } from '../contract.ts'
import { t } from './messages.ts'

/** When an endpoint is switched off by itself; who runs the portal sets it. */
export function WebhookSettingsCard() {
  const { data } = useApi(calls.webhookSettings, {})
  if (!data) return null
  return (
    <section className="mp-card mp-stack" aria-labelledby="in-webhook-settings">
      <h2 id="in-webhook-settings">{t('webhooks.settings')}</h2>
      <p className="mp-muted">{t('webhooks.settings_text', { n: data.webhook_disable_after })}</p>
      {boot.session?.user.is_super_admin && <SettingsForm key={data.webhook_disable_after} settings={data} />}
    </section>
  )
}

function SettingsForm({ settings }: { settings: WebhookSettings }) {
  const form = useContractForm(calls.setWebhookSettings, {
    values: settings,
    onDone: () => {
      void refresh(calls.webhookSettings)
      toast.success(t('webhooks.settings_saved'))
    },
  })
  return (
    <ContractForm form={form} className="mp-form">
      <Field
        name="webhook_disable_after"
        as="number"
        label={t('webhooks.disable_after')}
        hint={t('webhooks.disable_after_hint')}
      />
      <div className="mp-form-actions">
        <SubmitButton>{t('webhooks.save')}</SubmitButton>
      </div>
    </ContractForm>
  )
}
