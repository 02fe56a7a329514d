import { readsGerman } from './people.queries.ts'

/** The mail of a type that has no text of its own. */
export const builtIn: Texts & { html: string } = {
  subject: '{{ notification.label }}{% if company.name %} · {{ company.name }}{% endif %}',
  text: `Hello {{ recipient.name }},

{{ notification.message }}
{% if notification.url %}
{{ notification.url }}
{% endif %}
-- 
{{ portal.name }} · {{ portal.baseUrl }}
{% if unsubscribe_url %}No more mail of this kind: {{ unsubscribe_url }}
{% endif %}`,
  html: `<p>Hello {{ recipient.name }},</p>
<p style="white-space: pre-line">{{ notification.message }}</p>
{% if notification.url %}<p><a href="{{ notification.url }}">{{ notification.url }}</a></p>{% endif %}
<hr>
<p><a href="{{ portal.baseUrl }}">{{ portal.name }}</a>{% if unsubscribe_url %} ·
<a href="{{ unsubscribe_url }}">No more mail of this kind</a>{% endif %}</p>
`,
}

/** The same in German. */
const builtInDe: typeof builtIn = {
  subject: builtIn.subject,
  text: `Guten Tag {{ recipient.name }},

{{ notification.message }}
{% if notification.url %}
{{ notification.url }}
{% endif %}
-- 
{{ portal.name }} · {{ portal.baseUrl }}
{% if unsubscribe_url %}Keine Mails dieser Art mehr: {{ unsubscribe_url }}
{% endif %}`,
  html: `<p>Guten Tag {{ recipient.name }},</p>
<p style="white-space: pre-line">{{ notification.message }}</p>
{% if notification.url %}<p><a href="{{ notification.url }}">{{ notification.url }}</a></p>{% endif %}
<hr>
<p><a href="{{ portal.baseUrl }}">{{ portal.name }}</a>{% if unsubscribe_url %} ·
<a href="{{ unsubscribe_url }}">Keine Mails dieser Art mehr</a>{% endif %}</p>
`,
}

/** Languages that mails are written in. */
export type MailLanguage = 'en' | 'de'

export const languageFor = (locale: string): MailLanguage => (readsGerman(locale) ? 'de' : 'en')

export const builtInFor = (locale: string): Texts => (readsGerman(locale) ? builtInDe : builtIn)

export interface Texts {
  subject: string
  text: string
  html: string | null
}
