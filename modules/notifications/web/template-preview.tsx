import { useEffect, useState } from 'react'
import { api, problemOf } from '../../../platform/web/client/index.ts'
import { language, problemText } from '../../../platform/web/messages/index.ts'
import { type Choice, formatTime, Picker } from '../../../platform/web/ui/index.ts'
import { MailFrame } from '../../../platform/web/ui/mail-frame.tsx'
import { companiesApi } from '../../companies/contract.ts'
import { type MailTemplate, notificationsApi } from '../contract.ts'
import { t } from './messages.ts'

interface Shown {
  subject: string
  text: string
  html: string | null
  unknown_variables: string[]
}

interface PreviewProps {
  template: MailTemplate
  values: Record<string, unknown>
}

/** How it comes out for the sample or for an event that happened, half a second after the last key. */
export function TemplatePreview({ template, values }: PreviewProps) {
  const { caused_by } = template
  const [event, setEvent] = useState<Choice | null>(null)
  const { shown, fault } = useShown(template, values, event && Number(event.value))
  return (
    <div className="nt-field mp-stack">
      {caused_by.length > 0 && (
        <Picker
          label={t('templates.event')}
          hint={t('templates.event_hint')}
          placeholder={t('templates.event_none')}
          value={event}
          onChange={setEvent}
          load={(q, signal) => findEvents(caused_by, q, signal)}
        />
      )}
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
          <div className="nt-preview-parts">
            {shown.html !== null && (
              <figure>
                <figcaption className="mp-small mp-muted">{t('templates.as_html')}</figcaption>
                <MailFrame html={shown.html} title={t('templates.as_html')} />
              </figure>
            )}
            <figure>
              <figcaption className="mp-small mp-muted">{t('templates.as_text')}</figcaption>
              <pre>{shown.text}</pre>
            </figure>
          </div>
        </div>
      )}
    </div>
  )
}

function useShown(
  { event_type, locale }: MailTemplate,
  values: Record<string, unknown>,
  eventId: number | null,
) {
  const [shown, setShown] = useState<Shown | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const key = JSON.stringify([values.subject, values.text, values.html])
  useEffect(() => {
    const [subject = '', text = '', html = ''] = JSON.parse(key) as string[]
    const timer = setTimeout(() => {
      const body = { subject, text, html: html || null, ...(eventId !== null && { event_id: eventId }) }
      api(notificationsApi.previewTemplate, { params: { event_type }, query: { locale }, body }).then(
        (answer) => {
          setShown(answer)
          setFault(null)
        },
        (error) => setFault(problemText(problemOf(error))),
      )
    }, 500)
    return () => clearTimeout(timer)
  }, [key, event_type, locale, eventId])
  return { shown, fault }
}

/** The newest events that cause such a message. */
async function findEvents(types: readonly string[], q: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { type: [...types], limit: 50, locale: language }
  const { items } = await api(companiesApi.listAuditLogs, { query }, { signal })
  const words = q.toLowerCase()
  const fitting = items.filter(({ sentence }) => sentence.toLowerCase().includes(words))
  return fitting.map(({ id, sentence, created_at }) => ({
    value: String(id),
    label: sentence,
    hint: formatTime(created_at),
  }))
}
