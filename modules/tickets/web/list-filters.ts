import { translateAny } from '../../../platform/web/messages/index.ts'
import type { FilterField } from '../../../platform/web/ui/index.ts'
import { slaStates, ticketSources } from '../contract.ts'
import { labelText, t } from './messages.ts'
import type { useOptions } from './ticket.data.ts'

type Options = ReturnType<typeof useOptions>

/** Filters of the desk's list, in the contract's names. */
export function deskFilters(options: Options): readonly FilterField[] {
  const { statuses = [], priorities = [], assignees = [] } = options ?? {}
  const choices = (all: readonly { key: string; label: string }[]) =>
    all.map(({ key, label }) => ({ value: key, label: labelText(label) }))
  return [
    { name: 'status', label: t('ticket.field.status'), options: choices(statuses) },
    { name: 'priority', label: t('ticket.field.priority'), options: choices(priorities) },
    {
      name: 'assigned_user_id',
      label: t('ticket.field.assignee'),
      options: [
        { value: 'me', label: t('ticket.filter.me') },
        { value: 'null', label: t('ticket.list.unassigned') },
        ...assignees.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
  ]
}

/** Filters that few need at once: behind a button, unless they are set. */
export function furtherFilters(options: Options): readonly FilterField[] {
  const { categories = [] } = options ?? {}
  const words = (values: readonly string[], group: 'source' | 'sla') =>
    values.map((value) => ({ value, label: translateAny(`ticket.${group}.${value}`) }))
  return [
    {
      name: 'category_id',
      label: t('ticket.field.category'),
      options: [
        { value: 'null', label: t('ticket.filter.no_category') },
        ...categories.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
    {
      name: 'needs_answer',
      label: t('ticket.filter.answer'),
      options: [
        { value: 'true', label: t('ticket.filter.needs_answer') },
        { value: 'false', label: t('ticket.filter.answered') },
      ],
    },
    { name: 'sla_state', label: t('ticket.filter.sla'), options: words(slaStates, 'sla') },
    { name: 'source', label: t('ticket.filter.source'), options: words(ticketSources, 'source') },
    {
      name: 'has_attachments',
      label: t('ticket.filter.files'),
      options: [
        { value: 'true', label: t('ticket.filter.with_files') },
        { value: 'false', label: t('ticket.filter.without_files') },
      ],
    },
    {
      name: 'watching',
      label: t('ticket.filter.watching'),
      options: [{ value: 'true', label: t('ticket.filter.watched') }],
    },
  ]
}
