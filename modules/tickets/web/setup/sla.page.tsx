import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, useApi } from '../../../../platform/web/client/index.ts'
import { Dialog, EmptyState, ErrorState, Loading, Menu, Status } from '../../../../platform/web/ui/index.ts'
import type { DeskCalendar, SlaPolicy } from '../../contract/sla.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { CalendarForm } from './calendar-form.tsx'
import { SetupPage } from './frame.tsx'
import { IconDots } from './icons.ts'
import { t } from './messages.ts'
import { PolicyForm } from './policy-form.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { textOfMinutes, textOfSpans } from './sla-text.ts'
import { dayNames } from './week.ts'

/** What is promised, to whom, and by which hours it is counted. */
export default function SlaPage() {
  const policies = useApi(ticketsApi.listSlaPolicies, {})
  const calendars = useApi(ticketsApi.listCalendars, {})
  const problem = policies.error ?? calendars.error
  return (
    <SetupPage part="sla" text={t('sla.text')}>
      {problem && <ErrorState problem={problem} retry={() => void policies.refetch()} />}
      {policies.data && calendars.data ? (
        <>
          <Policies policies={policies.data.items} calendars={calendars.data.items} />
          <Calendars calendars={calendars.data.items} />
        </>
      ) : (
        !problem && <Loading rows={6} />
      )}
    </SetupPage>
  )
}

function Policies({
  policies,
  calendars,
}: {
  policies: readonly SlaPolicy[]
  calendars: readonly DeskCalendar[]
}) {
  const [edited, setEdited] = useState<SlaPolicy | 'new' | null>(null)
  const [leaving, setLeaving] = useState<SlaPolicy | null>(null)
  const close = () => setEdited(null)
  return (
    <section className="mp-stack" aria-labelledby="ds-policies">
      <div className="ds-section-head">
        <div>
          <h2 id="ds-policies">{t('sla.policies')}</h2>
          <p className="mp-muted">{t('sla.policies_text')}</p>
        </div>
        <Button disabled={calendars.length === 0} onClick={() => setEdited('new')}>
          {t('sla.policy_add')}
        </Button>
      </div>
      {policies.length === 0 && (
        <EmptyState
          title={t('sla.policy_empty')}
          text={t(calendars.length === 0 ? 'sla.policy_empty_first' : 'sla.policy_empty_text')}
        />
      )}
      <div className="ds-cards">
        {policies.map((policy) => (
          <PolicyCard
            key={policy.id}
            policy={policy}
            edit={() => setEdited(policy)}
            remove={() => setLeaving(policy)}
          />
        ))}
      </div>
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={t(edited === 'new' ? 'sla.policy_add' : 'sla.policy_edit')}
        width={640}
      >
        {edited !== null && (
          <PolicyForm policy={edited === 'new' ? null : edited} calendars={calendars} onDone={close} />
        )}
      </Dialog>
      <RemoveDialog
        name={leaving?.name ?? null}
        text={t('sla.policy_remove')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deleteSlaPolicy, { params: { policy_id: leaving?.id ?? 0 } })}
        list={ticketsApi.listSlaPolicies}
      />
    </section>
  )
}

interface CardProps {
  edit: () => void
  remove: () => void
}

function CardHead({ name, isDefault, edit, remove }: CardProps & { name: string; isDefault: boolean }) {
  return (
    <div className="ds-card-head">
      <h3>{name}</h3>
      {isDefault && <Status kind="neutral" label={t('setup_desk.default')} />}
      <Menu
        label={t('setup_desk.actions', { name })}
        button={<IconDots size={18} aria-hidden />}
        className="ds-actions"
        items={[
          { label: t('sla.policy_edit'), run: edit },
          { label: t('setup_desk.remove'), danger: true, run: remove },
        ]}
      />
    </div>
  )
}

function PolicyCard({ policy, edit, remove }: CardProps & { policy: SlaPolicy }) {
  const names = policy.companies.map(({ name }) => name)
  return (
    <article className="mp-card">
      <CardHead name={policy.name} isDefault={policy.is_default} edit={edit} remove={remove} />
      <table className="ds-targets">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('sla.first_reply')}</th>
            <th scope="col">{t('sla.resolve')}</th>
          </tr>
        </thead>
        <tbody>
          {policy.targets.map((target) => (
            <tr key={target.priority}>
              <th scope="row">{labelText(target.priority)}</th>
              <td>{textOfMinutes(target.first_reply_minutes) || '–'}</td>
              <td>{textOfMinutes(target.resolve_minutes) || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="ds-facts">
        <dt>{t('sla.calendar')}</dt>
        <dd>{policy.calendar.name}</dd>
        <dt>{t('desk.customers')}</dt>
        <dd>{names.length === 0 ? t('sla.companies_none') : names.join(', ')}</dd>
      </dl>
    </article>
  )
}

function Calendars({ calendars }: { calendars: readonly DeskCalendar[] }) {
  const [edited, setEdited] = useState<DeskCalendar | 'new' | null>(null)
  const [leaving, setLeaving] = useState<DeskCalendar | null>(null)
  const close = () => setEdited(null)
  return (
    <section className="mp-stack" aria-labelledby="ds-calendars">
      <div className="ds-section-head">
        <h2 id="ds-calendars">{t('sla.calendars')}</h2>
        <Button variant="default" onClick={() => setEdited('new')}>
          {t('sla.calendar_add')}
        </Button>
      </div>
      <div className="ds-cards">
        {calendars.map((one) => (
          <CalendarCard
            key={one.id}
            calendar={one}
            edit={() => setEdited(one)}
            remove={() => setLeaving(one)}
          />
        ))}
      </div>
      <Dialog
        opened={edited !== null}
        onClose={close}
        title={t(edited === 'new' ? 'sla.calendar_add' : 'sla.calendar_edit')}
        width={640}
      >
        {edited !== null && <CalendarForm calendar={edited === 'new' ? null : edited} onDone={close} />}
      </Dialog>
      <RemoveDialog
        name={leaving?.name ?? null}
        text={t('sla.calendar_remove')}
        onClose={() => setLeaving(null)}
        run={() => api(ticketsApi.deleteCalendar, { params: { calendar_id: leaving?.id ?? 0 } })}
        list={ticketsApi.listCalendars}
      />
    </section>
  )
}

function CalendarCard({ calendar, edit, remove }: CardProps & { calendar: DeskCalendar }) {
  const isAlways = Object.keys(calendar.hours).length === 0
  return (
    <article className="mp-card">
      <CardHead name={calendar.name} isDefault={calendar.is_default} edit={edit} remove={remove} />
      <p className="mp-muted">
        {calendar.time_zone}, {t('sla.holidays_n', { n: calendar.holidays.length })}
      </p>
      {isAlways ? (
        <p>{t('sla.always')}</p>
      ) : (
        <dl className="ds-facts">
          {dayNames().map(({ day, name }) => (
            <div key={day} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{textOfSpans(calendar.hours[day]) || t('sla.closed')}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  )
}
