import './notifications.css'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading, Page, Status } from '../../../platform/web/ui/index.ts'
import { type MailTemplate, notificationsApi } from '../contract.ts'
import { groupText, t, typeText } from './messages.ts'
import { TemplateEditor } from './template-editor.tsx'

/** The texts of mails, and an editor with a look at how they come out. */
export default function TemplatesPage() {
  const answer = useApi(notificationsApi.templates, {})
  const [chosen, setChosen] = useState<string | null>(null)
  const items = answer.data?.items ?? []
  const current = items.find(({ event_type }) => event_type === chosen) ?? items.find((one) => !one.is_fixed)
  return (
    <Page title={t('templates.title')} description={t('templates.text')}>
      {answer.isPending && <Loading rows={8} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      <div className="nt-templates">
        <nav aria-label={t('templates.title')}>
          {[...Map.groupBy(items, ({ group }) => group)].map(([group, members]) => (
            <div key={group}>
              <h2 className="nt-templates-group">{groupText(group)}</h2>
              <ul className="nt-templates-list">
                {members.map((one) => (
                  <Entry key={one.event_type} one={one} isCurrent={one === current} onChoose={setChosen} />
                ))}
              </ul>
            </div>
          ))}
        </nav>
        {current && <TemplateEditor key={`${current.event_type} ${current.version}`} template={current} />}
      </div>
    </Page>
  )
}

interface EntryProps {
  one: MailTemplate
  isCurrent: boolean
  onChoose: (event_type: string) => void
}

function Entry({ one, isCurrent, onChoose }: EntryProps) {
  return (
    <li>
      <button
        type="button"
        className="nt-template"
        aria-current={isCurrent || undefined}
        onClick={() => onChoose(one.event_type)}
      >
        {typeText(one.event_type, one.label)}
        {one.version > 0 && <Status kind="info" label={t('templates.own')} />}
        {one.is_fixed && <span className="mp-small mp-muted">{t('templates.fixed')}</span>}
      </button>
    </li>
  )
}
