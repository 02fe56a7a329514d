import './notifications.css'
import { useLocation } from '@tanstack/react-router'
import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { ErrorState, Loading, Page, Status, useGo } from '../../../platform/web/ui/index.ts'
import { type MailTemplate, mailLanguages, notificationsApi } from '../contract.ts'
import { groupText, t, typeText } from './messages.ts'
import { TemplateEditor } from './template-editor.tsx'

type MailLanguage = MailTemplate['locale']

/** The texts of mails, and an editor with a look at how they come out. */
export default function TemplatesPage() {
  const { locale, chosen, show } = useShown()
  const answer = useApi(notificationsApi.templates, { query: { locale } }, { keep: true })
  const items = answer.data?.items ?? []
  const current = items.find(({ event_type }) => event_type === chosen) ?? items.find((one) => !one.is_fixed)
  const groups = [...Map.groupBy(items, ({ group }) => group)]
  return (
    <Page
      title={t('templates.title')}
      description={t('templates.text')}
      actions={<LanguageSwitch value={locale} onChange={(next) => show({ locale: next })} />}
    >
      {answer.isPending && <Loading rows={8} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      <div className="nt-templates">
        <select
          className="nt-control nt-templates-pick"
          aria-label={t('templates.type')}
          value={current?.event_type ?? ''}
          onChange={(event) => show({ event_type: event.currentTarget.value })}
        >
          {groups.map(([group, members]) => (
            <optgroup key={group} label={groupText(group)}>
              {members.map(({ event_type, label }) => (
                <option key={event_type} value={event_type}>
                  {typeText(event_type, label)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <nav aria-label={t('templates.title')}>
          {groups.map(([group, members]) => (
            <div key={group}>
              <h2 className="nt-templates-group">{groupText(group)}</h2>
              <ul className="nt-templates-list">
                {members.map((one) => (
                  <Entry
                    key={one.event_type}
                    one={one}
                    isCurrent={one === current}
                    onChoose={(event_type) => show({ event_type })}
                  />
                ))}
              </ul>
            </div>
          ))}
        </nav>
        {current && (
          <TemplateEditor
            key={`${current.event_type} ${current.locale} ${current.version}`}
            template={current}
          />
        )}
      </div>
    </Page>
  )
}

/** Which text stands in the address, so that it can be passed on, and unsaved changes are asked for. */
function useShown() {
  const { search, pathname } = useLocation()
  const go = useGo()
  const { event_type, locale } = search as { event_type?: unknown; locale?: unknown }
  const shown = {
    locale: mailLanguages.find((one) => one === locale) ?? (language === 'de' ? 'de' : 'en'),
    chosen: typeof event_type === 'string' ? event_type : null,
  }
  const show = (next: { event_type?: string; locale?: MailLanguage }) => {
    const { chosen } = shown
    const wanted = { locale: shown.locale, ...(chosen !== null && { event_type: chosen }), ...next }
    go(`${pathname}?${new URLSearchParams(wanted)}`)
  }
  return { ...shown, show }
}

interface SwitchProps {
  value: MailLanguage
  onChange: (value: MailLanguage) => void
}

/** Each language has its own text. */
function LanguageSwitch({ value, onChange }: SwitchProps) {
  return (
    <label className="nt-language">
      <span>{t('templates.language')}</span>
      <select
        className="nt-control"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as MailLanguage)}
      >
        {mailLanguages.map((one) => (
          <option key={one} value={one}>
            {t(`templates.language_${one}`)}
          </option>
        ))}
      </select>
    </label>
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
