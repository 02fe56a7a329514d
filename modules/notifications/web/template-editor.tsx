import { Button } from '@mantine/core'
import { problemOf, refresh, useCall } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  Guard,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { type MailTemplate, notificationsApi } from '../contract.ts'
import { t, typeText } from './messages.ts'
import { TemplatePreview } from './template-preview.tsx'

/** One text, with its variables and a live preview. */
export function TemplateEditor({ template }: { template: MailTemplate }) {
  const { event_type, locale, label, version, is_fixed, variables } = template
  const request = { params: { event_type }, query: { locale } }
  const form = useContractForm(notificationsApi.setTemplate, {
    values: { subject: template.subject, text: template.text, html: template.html ?? '', version },
    request,
    prepare: (body) => ({ ...body, html: body.html || null, version }),
    onDone: () => {
      void refresh(notificationsApi.templates)
      toast.success(t('settings.saved'))
    },
  })
  const reset = useCall(notificationsApi.resetTemplate, {
    refreshes: [notificationsApi.templates],
    onDone: () => toast.success(t('templates.reset_done')),
  })
  if (is_fixed) {
    return (
      <section className="mp-card mp-stack">
        <h2>{typeText(event_type, label)}</h2>
        <p className="mp-muted">{t('templates.fixed_text')}</p>
      </section>
    )
  }
  return (
    <section className="mp-card mp-stack">
      <h2>{typeText(event_type, label)}</h2>
      <Guard when={form.dirty && !form.busy} ofSearch />
      <ContractForm form={form} guard={false}>
        <Field name="subject" label={t('templates.subject')} />
        <Field name="text" as="area" rows={10} label={t('templates.body')} />
        <Field name="html" as="area" rows={8} label={t('templates.html')} hint={t('templates.html_hint')} />
        <details>
          <summary>{t('templates.variables')}</summary>
          <p className="nt-variables">
            {variables.map((name) => (
              <code key={name}>{`{{ ${name} }}`}</code>
            ))}
          </p>
        </details>
        <TemplatePreview template={template} values={form.values} />
        <div className="mp-form-actions">
          <SubmitButton>{t('settings.save')}</SubmitButton>
          {version > 0 && (
            <Button
              variant="default"
              loading={reset.isPending}
              onClick={() => reset.mutate(request, { onError: (error) => toast.error(problemOf(error)) })}
            >
              {t('templates.reset')}
            </Button>
          )}
        </div>
      </ContractForm>
    </section>
  )
}
