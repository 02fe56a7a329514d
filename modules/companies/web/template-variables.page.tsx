import './companies.css'
import { useApi } from '../../../platform/web/client/index.ts'
import { CopyButton, ErrorState, Loading, Page } from '../../../platform/web/ui/index.ts'
import type { TemplateVariable } from '../contract.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { TemplateTry } from './template-try.tsx'

/** What texts and links may hold, with one's own values, and a place to try a text. */
export default function TemplateVariablesPage() {
  const { data, error, refetch } = useApi(companiesApi.listTemplateVariables, {})
  return (
    <Page title={t('placeholders.title')} description={t('placeholders.text')}>
      <div className="mp-stack">
        {!data && error && <ErrorState problem={error} retry={() => void refetch()} />}
        {!data && !error && <Loading rows={6} />}
        {data && <Variables variables={data.items} />}
        <TemplateTry />
      </div>
    </Page>
  )
}

function Variables({ variables }: { variables: readonly TemplateVariable[] }) {
  const groups = Map.groupBy(variables, ({ name }) => name.split('.')[0] ?? '')
  return [...groups].map(([namespace, list]) => (
    <section key={namespace} className="mp-card" aria-label={namespace}>
      <ul className="co-lines">
        {list.map((one) => (
          <li key={one.name} className="co-line">
            <span className="co-line-text">
              {one.label}
              <span className="mp-muted mp-small co-variable-value">
                {one.value
                  ? t('placeholders.mine', { value: one.value })
                  : t('placeholders.none', { sample: one.sample })}
              </span>
            </span>
            <Copyable text={`{{${one.name}}}`} />
            <Copyable text={`{{${one.twin}}}`} />
          </li>
        ))}
      </ul>
    </section>
  ))
}

function Copyable({ text }: { text: string }) {
  return (
    <span className="co-variable">
      <code>{text}</code>
      <CopyButton compact value={text} label={t('placeholders.copy', { text })} />
    </span>
  )
}
