import { Button, CloseButton } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useCall, useSignedIn } from '../../../platform/web/client/index.ts'
import { Fact, Person, Picker, toast, useShortcut } from '../../../platform/web/ui/index.ts'
import type { Ticket, Watcher } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'
import { atDesk, useAssignees } from './ticket.data.ts'
import { findWhom, whomOf } from './whom.ts'

const refreshTicket = (id: number) => refresh(ticketsApi.read, { params: { ticket_id: id } })

/** Who else hears of the ticket: people in copy, at the desk also those who follow; added and taken out in place. */
export function People({ ticket }: { ticket: Ticket }) {
  const others = ticket.watchers.filter(({ kind }) => kind !== 'requester')
  const mayChange = ticket.may.includes('cc')
  if (others.length === 0 && !mayChange) return <Watching ticket={ticket} />
  return (
    <Fact label={t('ticket.fact.people')}>
      {others.length > 0 && (
        <ul className="tk-people">
          {others.map((watcher) => (
            <Someone key={watcher.id} ticket={ticket} watcher={watcher} mayRemove={mayChange} />
          ))}
        </ul>
      )}
      {mayChange && <AddSomeone ticket={ticket} />}
      <Watching ticket={ticket} />
    </Fact>
  )
}

interface SomeoneProps {
  ticket: Ticket
  watcher: Watcher
  mayRemove: boolean
}

function Someone({ ticket, watcher, mayRemove }: SomeoneProps) {
  const remove = useCall(ticketsApi.removeWatcher, { onDone: () => void refreshTicket(ticket.id) })
  const detail = t(watcher.kind === 'follower' ? 'ticket.fact.follower' : 'ticket.fact.cc')
  return (
    <li className="tk-person">
      <Person name={watcher.name} detail={detail} />
      {mayRemove && (
        <CloseButton
          size="sm"
          aria-label={t('ticket.people.remove', { name: watcher.name })}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(
              { params: { ticket_id: ticket.id, watcher_id: watcher.id } },
              { onError: (error) => toast.error(problemOf(error)) },
            )
          }
        />
      )}
    </li>
  )
}

/** Whom the desk picks among its own follows: customers do not see that. */
function AddSomeone({ ticket }: { ticket: Ticket }) {
  const [error, setError] = useState<string | undefined>()
  const people = useAssignees(atDesk(), ticket.company?.id ?? null)
  const colleagues = { people, hint: t('ticket.people.colleague') }
  async function add(value: string) {
    setError(undefined)
    const whom = whomOf(value)
    const kind = people.some(({ id }) => id === whom.user_id) ? 'follower' : 'cc'
    try {
      await api(ticketsApi.addWatcher, { params: { ticket_id: ticket.id }, body: { ...whom, kind } })
      await refreshTicket(ticket.id)
    } catch (failure) {
      const problem = problemOf(failure)
      if (problem.status === 422) setError(t('ticket.people.outside'))
      else toast.error(problem)
    }
  }
  return (
    <Picker
      label={t(atDesk() ? 'ticket.people.add_desk' : 'ticket.people.add')}
      placeholder={t('ticket.people.add_placeholder')}
      value={null}
      load={(q, signal) => findWhom(q, ticket.company?.id, signal, { colleagues })}
      error={error}
      onChange={(choice) => choice && void add(choice.value)}
    />
  )
}

/** `w`: I want to hear of it, or no longer. */
function Watching({ ticket }: { ticket: Ticket }) {
  const me = useSignedIn().user.id
  const { is_watching } = ticket
  const mine = ticket.watchers.find(({ user_id }) => user_id === me)
  const done = () => {
    void refreshTicket(ticket.id)
    toast.success(t(is_watching ? 'ticket.people.unwatched' : 'ticket.people.watched'))
  }
  const watch = useCall(ticketsApi.watch, { onDone: done })
  const unwatch = useCall(ticketsApi.unwatch, { onDone: done })
  const call = is_watching ? unwatch : watch
  const turn = () =>
    call.mutate({ params: { ticket_id: ticket.id } }, { onError: (error) => toast.error(problemOf(error)) })
  useShortcut('w', t('ticket.shortcut.watch'), turn)
  if (!atDesk() && !mine && !is_watching) return null
  const label = is_watching
    ? t(mine && mine.kind !== 'follower' ? 'ticket.people.mute' : 'ticket.people.unwatch')
    : t('ticket.people.watch')
  return (
    <Button variant="subtle" size="compact-sm" mt={6} loading={call.isPending} onClick={turn}>
      {label}
    </Button>
  )
}
