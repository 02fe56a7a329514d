import { refresh, useApi } from '../../../../platform/web/client/index.ts'
import {
  ContractForm,
  ErrorState,
  Field,
  Loading,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../../platform/web/ui/index.ts'
import type { DeskSettings } from '../../contract/settings.ts'
import { ticketsApi } from '../../contract.ts'
import { SetupPage } from './frame.tsx'
import { t } from './messages.ts'

/** How the desk works. */
export default function SettingsPage() {
  const answer = useApi(ticketsApi.readSettings, {})
  return (
    <SetupPage part="settings" text={t('desk.text')}>
      {answer.isPending && <Loading rows={10} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      {answer.data && <Settings settings={answer.data} />}
    </SetupPage>
  )
}

const numbers = ['reopen_days', 'auto_close_days', 'reply_edit_minutes', 'max_attachment_mb'] as const

const valuesOf = (settings: DeskSettings) => ({
  ...settings,
  support_address: settings.support_address ?? '',
  reply_address_template: settings.reply_address_template ?? '',
})

function Settings({ settings }: { settings: DeskSettings }) {
  const form = useContractForm(ticketsApi.changeSettings, {
    values: valuesOf(settings),
    prepare: (body) => ({
      ...body,
      support_address: body.support_address || null,
      reply_address_template: body.reply_address_template || null,
      ...Object.fromEntries(numbers.map((name) => [name, Number(body[name])])),
    }),
    onDone: (saved) => {
      form.reset(valuesOf(saved))
      toast.success(t('setup_desk.saved'))
      void refresh(ticketsApi.readSettings)
      void refresh(ticketsApi.options)
    },
  })
  const text = (name: 'number_prefix' | 'reply_address_template' | 'auto_close_days' | 'cc_anyone') =>
    t(`desk.${name}_hint`)
  return (
    <div className="ds-settings">
      <ContractForm form={form}>
        <section className="mp-card mp-stack" aria-labelledby="ds-numbers">
          <h2 id="ds-numbers">{t('desk.numbers')}</h2>
          <Field name="number_prefix" label={t('desk.number_prefix')} hint={text('number_prefix')} />
        </section>
        <section className="mp-card mp-stack" aria-labelledby="ds-customers">
          <h2 id="ds-customers">{t('desk.customers')}</h2>
          <Field name="open_requests" as="checkbox" label={t('desk.open_requests')} />
          <Field name="customers_choose_priority" as="checkbox" label={t('desk.customers_choose_priority')} />
          <Field name="customers_see_assignee" as="checkbox" label={t('desk.customers_see_assignee')} />
          <Field name="cc_anyone" as="checkbox" label={t('desk.cc_anyone')} hint={text('cc_anyone')} />
        </section>
        <section className="mp-card mp-stack" aria-labelledby="ds-time">
          <h2 id="ds-time">{t('desk.time')}</h2>
          <Field name="reopen_days" as="number" label={t('desk.reopen_days')} />
          <Field
            name="auto_close_days"
            as="number"
            label={t('desk.auto_close_days')}
            hint={text('auto_close_days')}
          />
          <Field name="reply_edit_minutes" as="number" label={t('desk.reply_edit_minutes')} />
        </section>
        <section className="mp-card mp-stack" aria-labelledby="ds-mail">
          <h2 id="ds-mail">{t('desk.mail')}</h2>
          <Field name="acknowledge_mail" as="checkbox" label={t('desk.acknowledge_mail')} />
          <Field name="support_address" as="email" label={t('desk.support_address')} />
          <Field
            name="reply_address_template"
            label={t('desk.reply_address_template')}
            hint={text('reply_address_template')}
          />
          <Field name="max_attachment_mb" as="number" label={t('desk.max_attachment_mb')} />
        </section>
        <SubmitButton>{t('desk.save')}</SubmitButton>
      </ContractForm>
    </div>
  )
}
