import type { FilterField } from '../../../platform/web/ui/index.ts'
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
    {
      name: 'needs_answer',
      label: t('ticket.filter.answer'),
      options: [
        { value: 'true', label: t('ticket.filter.needs_answer') },
        { value: 'false', label: t('ticket.filter.answered') },
      ],
    },
  ]
}

/** Whose tickets, for customers who see those of their company. */
export const customerFilters = (): readonly FilterField[] => [
  {
    name: 'mine',
    label: t('ticket.filter.whose'),
    options: [{ value: 'true', label: t('ticket.filter.mine') }],
  },
]
