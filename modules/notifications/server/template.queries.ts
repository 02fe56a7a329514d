import type { Scope } from '../../../platform/database/index.ts'

export interface TemplateRow {
  event_type: string
  subject: string
  text: string
  html: string | null
  version: number
  updated_at: string
  updated_by_name: string | null
}

/** Templates that override the built-in one. */
export async function selectTemplates(scope: Scope, eventType: string | null): Promise<TemplateRow[]> {
  const { rows } = await scope.tx.run<TemplateRow & Record<string, unknown>>(
    `select t.event_type, t.subject, t.text, t.html, t.version, t.updated_at,
       (select coalesce(p.display_name, p.email) from people p where p.id = t.updated_by_user_id) as updated_by_name
     from mail_templates t where t.locale = 'en' and ($1::text is null or t.event_type = $1) order by t.event_type`,
    [eventType],
  )
  return rows
}

/** False when it was changed meanwhile; version 0 makes the first one. */
export async function putTemplate(
  scope: Scope,
  { event_type, subject, text, html }: Pick<TemplateRow, 'event_type' | 'subject' | 'text' | 'html'>,
  version: number,
): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `insert into mail_templates as t (event_type, subject, text, html, updated_by_user_id)
     select $1::text, $2::text, $3::text, $4::text, $5::bigint where $6::int = 0 or exists (select from mail_templates where event_type = $1::text)
     on conflict (event_type, locale) do update set subject = excluded.subject, text = excluded.text, html = excluded.html,
       updated_by_user_id = excluded.updated_by_user_id, updated_at = now(), version = t.version + 1
     where t.version = $6::int`,
    [event_type, subject, text, html, scope.user_id, version],
  )
  return rowCount === 1
}

export async function deleteTemplate(scope: Scope, eventType: string): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `delete from mail_templates where event_type = $1 and locale = 'en'`,
    [eventType],
  )
  return rowCount === 1
}
