import type { FilterField } from '../../../platform/web/ui/index.ts'
import type { useOptions } from './ticket.data.ts'
import { labelText, t } from './messages.ts'

type Options = ReturnType<typeof useOptions>

/** Filters of the desk's list, in the contract's names. */
export function deskFilters(options: Options): readonly FilterField[] {
  const { statuses = [], priorities = [], assignees = [] } = options ?? {}
  const choices = (all: readonly { key: string; label: string }[]) =>
    all.map(({ key, label }) => ({ value: key, label: labelText(label) }))
  return [
    { name: 'status', label: t('field.status'), options: choices(statuses) },
    { name: 'priority', label: t('field.priority'), options: choices(priorities) },
    {
      name: 'assigned_user_id',
      label: t('field.assignee'),
      options: [
        { value: 'me', label: t('filter.me') },
        { value: 'null', label: t('list.unassigned') },
        ...assignees.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
    },
    {
      name: 'needs_answer',
      label: t('filter.answer'),
      options: [
        { value: 'true', label: t('filter.needs_answer') },
        { value: 'false', label: t('filter.answered') },
      ],
    },
  ]
}

/** Whose tickets, for customers who see those of their company. */
export const customerFilters = (): readonly FilterField[] => [
  {
    name: 'mine',
    label: t('filter.whose'),
    options: [{ value: 'true', label: t('filter.mine') }],
  },
]
