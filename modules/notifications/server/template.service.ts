import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, readEvent } from '../../../platform/events/index.ts'
import { TemplateProblem, unknownVariables } from '../../../platform/templates/index.ts'
import type { MailTemplate, notificationsApi } from '../contract.ts'
import { type NotificationType, notificationTypes } from './catalogue.ts'
import { fill } from './email.service.ts'
import { builtIn, builtInFor, type MailLanguage, type Texts } from './mail-text.ts'
import { type MailValues, sampleValues, valuesOfEvent } from './mail-values.ts'
import { templateReset, templateUpdated } from './notification.events.ts'
import { allowedOf } from './preference.ts'
import * as queries from './template.queries.ts'

type Set = Received<NonNullable<typeof notificationsApi.setTemplate.body>>
type Previewed = Received<NonNullable<typeof notificationsApi.previewTemplate.body>>

/** Facts that differ from message to message: anything may stand there. */
const open = ['event.data', 'notification.metadata']

/** Types whose mail goes out at all, in the order of their names. */
export async function listTemplates(scope: Scope, locale: MailLanguage): Promise<{ items: MailTemplate[] }> {
  const rows = new Map(
    (await queries.selectTemplates(scope, { event_type: null, locale })).map((row) => [row.event_type, row]),
  )
  const types = [...notificationTypes().values()].filter((type) => allowedOf(type).includes('email'))
  types.sort((one, other) => (one.event_type < other.event_type ? -1 : 1))
  const variables = namesIn(await sampleValues(scope, 'general', locale))
  return { items: types.map((type) => present(type, locale, rows.get(type.event_type), variables)) }
}

export async function readTemplate(scope: Scope, key: queries.TemplateKey): Promise<MailTemplate> {
  const type = typeNamed(key.event_type)
  const [row] = await queries.selectTemplates(scope, key)
  return present(type, key.locale, row, namesIn(await sampleValues(scope, key.event_type, key.locale)))
}

/** Renders it on the sample first: an error or an unknown variable is 422, and nothing is kept. */
export async function setTemplate(scope: Scope, key: queries.TemplateKey, { version, ...texts }: Set) {
  const { event_type, locale } = key
  const type = typeNamed(event_type)
  if (isFixed(type))
    throw problem('template_error', {
      detail: 'The module that knows this writes its mail.',
      members: { kind: 'fixed' },
    })
  const values = await sampleValues(scope, event_type, locale)
  check(texts, values)
  const unknown = unknownIn(texts, values)
  const word = unknown.map(({ name }) => name).join(', ')
  if (unknown.length > 0)
    throw problem('template_error', {
      detail: `There is no variable ${word}.`,
      members: { kind: 'unknown_variable', word },
      errors: unknown.map(({ field, name }) => ({
        field,
        code: 'not_found',
        message: `There is no ${name}.`,
      })),
    })
  const before = await readTemplate(scope, key)
  if (before.version === version && version > 0 && isSame(before, texts)) return before
  if (!(await queries.putTemplate(scope, { ...key, ...texts }, version)))
    throw problem('stale_version', {
      status: 409,
      members: { current: await readTemplate(scope, key) },
    })
  await announce(scope, templateUpdated, {
    subject_id: null,
    company_id: null,
    data: { event_type },
  })
  return readTemplate(scope, key)
}

export async function resetTemplate(scope: Scope, key: queries.TemplateKey): Promise<void> {
  const { event_type } = key
  typeNamed(event_type)
  if (!(await queries.deleteTemplate(scope, key))) throw notFound()
  await announce(scope, templateReset, {
    subject_id: null,
    company_id: null,
    data: { event_type },
  })
}

export async function previewTemplate(
  scope: Scope,
  { event_type, locale }: queries.TemplateKey,
  { event_id, ...texts }: Previewed,
) {
  const type = typeNamed(event_type)
  const values = await sampleValues(scope, event_type, locale)
  const event = event_id === undefined ? null : await readEvent(scope, event_id)
  if (event_id !== undefined && !event) throw notFound()
  const real = event
    ? await valuesOfEvent(scope, type, { ...event, lineage: [] }, { ...values, locale })
    : values
  const shown = check(texts, real)
  const unknown = unknownIn(texts, real).map(({ name }) => name)
  return { ...shown, unknown_variables: [...new Set(unknown)] }
}

const parts = ['subject', 'text', 'html'] as const

/** Each part by itself, so that what is wrong is said where it stands. */
function check(texts: Texts, values: MailValues): Texts {
  for (const part of parts) {
    try {
      fill({ ...builtIn, [part]: texts[part] }, values)
      if (texts[part] !== null) unknownVariables(texts[part], values, open)
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error
      const { line, column } = error.fault
      const where = line === null ? '' : `line ${line}, column ${column}: `
      throw problem('template_error', {
        detail: `${where}${error.message}`,
        errors: [{ field: part, code: 'bad_format', message: `${where}${error.message}` }],
        members: { ...error.fault },
      })
    }
  }
  return fill(texts, values)
}

const unknownIn = (texts: Texts, values: MailValues) =>
  parts.flatMap((field) =>
    texts[field] === null
      ? []
      : unknownVariables(texts[field], values, open).map((name) => ({ field, name })),
  )

const isSame = (one: Texts, other: Texts) => parts.every((part) => one[part] === other[part])

const isFixed = ({ mail }: NotificationType) => mail === 'module' || mail === 'identity'

function typeNamed(eventType: string): NotificationType {
  const type = notificationTypes().get(eventType)
  if (!type) throw notFound()
  return type
}

const present = (
  type: NotificationType,
  locale: MailLanguage,
  row: queries.TemplateRow | undefined,
  variables: string[],
): MailTemplate => ({
  event_type: type.event_type,
  locale,
  label: type.label,
  group: type.group,
  subject: row?.subject ?? builtInFor(locale).subject,
  text: row?.text ?? builtInFor(locale).text,
  html: row ? row.html : builtInFor(locale).html,
  version: row?.version ?? 0,
  is_fixed: isFixed(type),
  variables,
  caused_by: [...type.caused_by],
  updated_at: row?.updated_at ?? null,
  updated_by_name: row?.updated_by_name ?? null,
})

/** `recipient.name` and so on, as far as they are known beforehand. */
function namesIn(values: Record<string, unknown>, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const path = `${before}${name}`
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isGroup && Object.keys(value).length > 0
      ? namesIn(value as Record<string, unknown>, `${path}.`)
      : [path]
  })
}
