import { Button } from '@mantine/core'
import { Time } from '../../../platform/web/ui/index.ts'
import type { DeskTicket as Ticket } from '../contract.ts'
import { labelText, t } from './messages.ts'
import { useOptions } from './ticket.data.ts'
import { type Conflict, touches, type Wish } from './ticket-change.ts'

interface ConflictNoticeProps {
  conflict: Conflict
  change: (wish: Wish) => void
  dismiss: () => void
}

/** Somebody else changed the same field: how it stands now, and both ways on. */
export function ConflictNotice({ conflict, change, dismiss }: ConflictNoticeProps) {
  const priorities = useOptions()?.priorities ?? []
  const { theirs, changed, wish } = conflict
  const labelOf = (priority: string) => priorities.find(({ key }) => key === priority)?.label ?? priority
  const mine = { ...theirs, ...wish.shown }
  const wished = changed.filter(({ field }) => touches(wish.field, field))
  return (
    <div role="alert" className="tk-conflict">
      <p>{t('ticket.conflict.text')}</p>
      <ul>
        {changed.map(({ field, by, at }) => (
          <li key={field}>
            {sentence(field, theirs, labelOf(theirs.priority))}
            {by?.name && (
              <>
                {' '}
                ({by.name}
                {at && (
                  <>
                    , <Time at={at} />
                  </>
                )}
                )
              </>
            )}
          </li>
        ))}
      </ul>
      {wished.map(({ field }) => (
        <p key={field}>
          {t('ticket.conflict.yours')} {sentence(field, mine, labelOf(mine.priority))}
        </p>
      ))}
      <div className="mp-row">
        <Button size="compact-sm" variant="default" onClick={() => change(wish)}>
          {t('ticket.conflict.mine')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={dismiss}>
          {t('ticket.conflict.theirs')}
        </Button>
      </div>
    </div>
  )
}

/** How a field stands, in words. */
export function sentence(field: string, ticket: Ticket, priority: string): string {
  if (field === 'status') return `${t('ticket.field.status')}: ${labelText(ticket.status_label)}`
  if (field === 'priority') return `${t('ticket.field.priority')}: ${labelText(priority)}`
  if (field === 'assigned_user_id')
    return `${t('ticket.field.assignee')}: ${ticket.assignee?.name ?? t('ticket.list.unassigned')}`
  if (field === 'category')
    return `${t('ticket.field.category')}: ${ticket.category?.name ?? t('ticket.new.no_category')}`
  return seldom(field, ticket) ?? `${t('ticket.field.subject')}: ${ticket.subject}`
}

function seldom(field: string, ticket: Ticket): string | undefined {
  if (field === 'requester')
    return `${t('ticket.field.requester')}: ${ticket.requester?.name ?? t('ticket.fact.nobody')}`
  if (field === 'sla_policy_id') return t('ticket.fact.policy')
  if (field === 'external_reference')
    return `${t('ticket.fact.reference')}: ${ticket.external_reference ?? t('ticket.fact.reference_hint')}`
  if (field === 'module_slug')
    return `${t('ticket.fact.module')}: ${ticket.module_slug ?? t('ticket.fact.reference_hint')}`
  return undefined
}
