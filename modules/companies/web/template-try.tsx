import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

const contexts = ['text', 'html', 'url'] as const

/** Shows what becomes of a text with one's own values. */
export function TemplateTry() {
  const [text, setText] = useState('{{portal.baseUrl}}/tickets/new?subject={{company.nameUrlEncoded}}')
  const [context, setContext] = useState<(typeof contexts)[number]>('url')
  const preview = useCall(companiesApi.previewTemplate)
  const { data } = preview
  const onError = (problem: Parameters<typeof toast.error>[0]) => toast.error(problem)
  return (
    <section className="mp-card mp-stack" aria-label={t('placeholders.try')}>
      <h2>{t('placeholders.try')}</h2>
      <Textarea
        label={t('placeholders.try_text')}
        autosize
        minRows={2}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="mp-row co-contexts">
        {contexts.map((one) => (
          <label key={one} className="mp-check">
            <input type="radio" name="context" checked={context === one} onChange={() => setContext(one)} />
            <span>{t(`placeholders.as_${one}`)}</span>
          </label>
        ))}
        <Button
          variant="default"
          loading={preview.isPending}
          onClick={() => preview.mutate({ body: { text, context } }, { onError })}
        >
          {t('placeholders.show')}
        </Button>
      </div>
      <div aria-live="polite">
        {data && data.result !== '' && <pre className="co-result">{data.result}</pre>}
        {data && data.warnings.length > 0 && <p className="mp-error-text">{t('placeholders.origin')}</p>}
        {data && data.unknown.length > 0 && (
          <p className="mp-error-text">{t('placeholders.unknown', { names: data.unknown.join(', ') })}</p>
        )}
      </div>
    </section>
  )
}
