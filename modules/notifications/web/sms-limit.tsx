import { refresh, useApi } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { notificationsApi, type SmsLimit } from '../contract.ts'
import { t } from './messages.ts'

/** How many SMS the whole portal sends in a day; for who runs it. */
export function SmsLimitCard() {
  const { data } = useApi(notificationsApi.smsLimit, {})
  if (!data?.sms_offered) return null
  return (
    <section className="mp-card mp-stack" aria-labelledby="nt-sms-limit">
      <h2 id="nt-sms-limit">{t('sms_limit.title')}</h2>
      <p className="mp-muted">
        {t('sms_limit.today', { sent: data.sms_sent_today, most: data.sms_daily_limit })}
      </p>
      <LimitForm key={data.sms_daily_limit} limit={data} />
    </section>
  )
}

function LimitForm({ limit }: { limit: SmsLimit }) {
  const form = useContractForm(notificationsApi.setSmsLimit, {
    values: { sms_daily_limit: limit.sms_daily_limit },
    onDone: () => {
      void refresh(notificationsApi.smsLimit)
      toast.success(t('settings.saved'))
    },
  })
  return (
    <ContractForm form={form}>
      <Field name="sms_daily_limit" as="number" label={t('sms_limit.most')} hint={t('sms_limit.hint')} />
      <div className="mp-form-actions">
        <SubmitButton>{t('sms_limit.save')}</SubmitButton>
      </div>
    </ContractForm>
  )
}
