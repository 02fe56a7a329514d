import type { Scope } from '../../../platform/database/index.ts'
import type { MailLanguage } from './mail-text.ts'

export interface TemplateRow {
  event_type: string
  subject: string
  text: string
  html: string | null
  version: number
  updated_at: string
  updated_by_name: string | null
}

/** Which of the texts of a type: each language has its own. */
export interface TemplateKey {
  event_type: string
  locale: MailLanguage
}

/** Templates that override the built-in ones of a language. */
export async function selectTemplates(
  scope: Scope,
  { event_type, locale }: { event_type: string | null; locale: MailLanguage },
): Promise<TemplateRow[]> {
  const { rows } = await scope.tx.run<TemplateRow & Record<string, unknown>>(
    `select t.event_type, t.subject, t.text, t.html, t.version, t.updated_at,
       (select coalesce(p.display_name, p.email) from people p where p.id = t.updated_by_user_id) as updated_by_name
     from mail_templates t where t.locale = $2 and ($1::text is null or t.event_type = $1) order by t.event_type`,
    [event_type, locale],
  )
  return rows
}

/** False when it was changed meanwhile; version 0 makes the first one. */
export async function putTemplate(
  scope: Scope,
  { event_type, locale, subject, text, html }: TemplateKey & Pick<TemplateRow, 'subject' | 'text' | 'html'>,
  version: number,
): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `insert into mail_templates as t (event_type, locale, subject, text, html, updated_by_user_id)
     select $1::text, $7::text, $2::text, $3::text, $4::text, $5::bigint where $6::int = 0
       or exists (select from mail_templates where event_type = $1::text and locale = $7::text)
     on conflict (event_type, locale) do update set subject = excluded.subject, text = excluded.text, html = excluded.html,
       updated_by_user_id = excluded.updated_by_user_id, updated_at = now(), version = t.version + 1
     where t.version = $6::int`,
    [event_type, subject, text, html, scope.user_id, version, locale],
  )
  return rowCount === 1
}

export async function deleteTemplate(scope: Scope, { event_type, locale }: TemplateKey): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    'delete from mail_templates where event_type = $1 and locale = $2',
    [event_type, locale],
  )
  return rowCount === 1
}
