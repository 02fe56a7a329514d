import { Button } from '@mantine/core'
import { useState } from 'react'
import { Fact, Status, Time } from '../../../platform/web/ui/index.ts'
import type { AccountAction, StaffMember } from '../contract/staff.ts'
import { BoardingDialog } from './boarding-dialog.tsx'
import { t } from './messages.ts'
import { staffStatus, stepWord } from './staff-words.ts'

type Next = AccountAction | 'none'

/** Where somebody stands between coming and going, and the steps from here. */
export function Boarding({ person }: { person: StaffMember }) {
  const [next, setNext] = useState<Next | null>(null)
  const { account_action, action_requested_by: asked, action_at, onboard_on, offboard_at } = person
  return (
    <section className="st-part st-card" aria-labelledby="staff-boarding">
      <h2 id="staff-boarding">{t('boarding.title')}</h2>
      <p className="mp-row">
        {account_action ? (
          <Status {...staffStatus({ ...person, archived_at: null })} />
        ) : (
          <span className="mp-muted">{t('boarding.none')}</span>
        )}
        {account_action && action_at && (
          <span className="mp-muted mp-small">
            <Time at={action_at} />
          </span>
        )}
      </p>
      {asked && <p className="mp-muted">{t('boarding.requested_by', { name: asked.name })}</p>}
      {onboard_on && (
        <Fact label={t('boarding.starts_on')}>
          <Time at={onboard_on} dateOnly />
        </Fact>
      )}
      {offboard_at && (
        <Fact label={t('boarding.leaves_at')}>
          <Time at={offboard_at} />
        </Fact>
      )}
      {person.next_actions.length > 0 && (
        <div className="st-steps">
          {person.next_actions.map((to) => (
            <Button
              key={to}
              size="compact-md"
              variant="default"
              {...(to === 'offboarded' && { className: 'st-danger' })}
              onClick={() => setNext(to)}
            >
              {stepWord(person, to)}
            </Button>
          ))}
        </div>
      )}
      {next && <BoardingDialog person={person} to={next} onClose={() => setNext(null)} />}
    </section>
  )
}
