import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api, problemOf, refresh, useCall } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, SubmitButton, toast, useContractForm } from '../../../platform/web/ui/index.ts'
import { type MailTemplate, notificationsApi } from '../contract.ts'
import { t, typeText } from './messages.ts'

/** One text, with its variables and a live preview. */
export function TemplateEditor({ template }: { template: MailTemplate }) {
  const { event_type, label, version, is_fixed, variables } = template
  const form = useContractForm(notificationsApi.setTemplate, {
    values: { subject: template.subject, text: template.text, html: template.html ?? '', version },
    request: { params: { event_type } },
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
      <ContractForm form={form}>
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
        <Preview event_type={event_type} values={form.values} />
        <div className="mp-form-actions">
          <SubmitButton>{t('settings.save')}</SubmitButton>
          {version > 0 && (
            <Button
              variant="default"
              loading={reset.isPending}
              onClick={() =>
                reset.mutate(
                  { params: { event_type } },
                  { onError: (error) => toast.error(problemOf(error)) },
                )
              }
            >
              {t('templates.reset')}
            </Button>
          )}
        </div>
      </ContractForm>
    </section>
  )
}

interface Shown {
  subject: string
  text: string
  unknown_variables: string[]
}

/** How it comes out for the sample, half a second after the last key. */
function Preview({ event_type, values }: { event_type: string; values: Record<string, unknown> }) {
  const [shown, setShown] = useState<Shown | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const key = JSON.stringify([values.subject, values.text, values.html])
  useEffect(() => {
    const [subject = '', text = '', html = ''] = JSON.parse(key) as string[]
    const timer = setTimeout(() => {
      const body = { subject, text, html: html || null }
      api(notificationsApi.previewTemplate, { params: { event_type }, body }).then(
        (answer) => {
          setShown(answer)
          setFault(null)
        },
        (error) => setFault(problemOf(error).detail ?? t('templates.broken')),
      )
    }, 500)
    return () => clearTimeout(timer)
  }, [key, event_type])
  return (
    <div className="nt-field">
      <span>{t('templates.preview')}</span>
      {fault && (
        <p className="mp-error-text" role="status">
          {fault}
        </p>
      )}
      {shown && shown.unknown_variables.length > 0 && (
        <p className="mp-error-text">
          {t('templates.unknown', { names: shown.unknown_variables.join(', ') })}
        </p>
      )}
      {shown && !fault && (
        <div className="nt-preview">
          <strong>{shown.subject}</strong>
          <pre>{shown.text}</pre>
        </div>
      )}
    </div>
  )
}
