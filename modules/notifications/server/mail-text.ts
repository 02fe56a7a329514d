/** The mail of a type that has no text of its own. */
export const builtIn = {
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
} as const

export interface Texts {
  subject: string
  text: string
  html: string | null
}
