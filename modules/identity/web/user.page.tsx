import './people.css'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Fact, formatTime, Loading, Page, Status, Time } from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { EventLines } from './event-lines.tsx'
import { t } from './messages.ts'
import { UserActions } from './user-actions.tsx'
import { UserForm } from './user-form.tsx'
import { UserKeys } from './user-keys.tsx'
import { UserSessions } from './user-sessions.tsx'
import { nameOfUser, statusOf } from './user-words.ts'

/** One person: names, state, sessions, keys, events, and what can be done. */
export default function UserPage() {
  const { user_id } = useParams({ strict: false }) as { user_id: string }
  const id = Number(user_id)
  const valid = Number.isSafeInteger(id) && id > 0
  const answer = useApi(identityApi.readUser, { params: { user_id: id } }, { enabled: valid })
  const { data: user, error } = answer
  if (!valid || error?.status === 404) {
    return <Page title={t('users.missing')} description={t('users.missing_text')} width="text" />
  }
  if (!user) {
    return (
      <Page title={t('users.one')}>
        {error ? <ErrorState problem={error} retry={() => void answer.refetch()} /> : <Loading rows={6} />}
      </Page>
    )
  }
  return (
    <Page
      title={nameOfUser(user)}
      {...(user.status !== 'erased' && { description: user.email })}
      actions={<UserActions user={user} />}
      facts={<Facts user={user} />}
    >
      <div className="mp-stack">
        {user.blocks.length > 0 && <Blocked user={user} />}
        {user.erase_after && (
          <p className="mp-note" role="status">
            {t('users.erase_after')} <Time at={user.erase_after} />
          </p>
        )}
        {!isGoing(user) && (
          <>
            <section className="mp-card" aria-labelledby="person-heading">
              <h2 id="person-heading">{t('users.person')}</h2>
              <UserForm key={user.id} user={user} />
            </section>
            <UserSessions user={user} />
            <UserKeys userId={user.id} />
          </>
        )}
        <section className="mp-card" aria-labelledby="events-heading">
          <h2 id="events-heading">{t('history.title')}</h2>
          <EventLines events={user.events} />
        </section>
      </div>
    </Page>
  )
}

/** Nothing of theirs can be changed any more. */
const isGoing = ({ status }: UserDetail) => status === 'erasing' || status === 'erased'

function Blocked({ user }: { user: UserDetail }) {
  const [block] = user.blocks
  if (!block) return null
  return (
    <p className="mp-note" role="status">
      {t('users.blocked_text', { n: block.failures })} {formatTime(block.blocked_until)}
    </p>
  )
}

/** What the person has; without any, until when a policy demands one. */
function Factors({ user: { factors, second_factor, second_factor_due_at } }: { user: UserDetail }) {
  if (!second_factor && second_factor_due_at === null) return t('users.no')
  if (!second_factor)
    return (
      <>
        {t('users.factor_due')} <Time at={second_factor_due_at} />
      </>
    )
  const parts = [...factors.totp_devices, ...factors.passkeys].map(({ name }) => name)
  return [...parts, t('users.codes_left', { n: factors.recovery_codes_left })].join(', ')
}

function Facts({ user }: { user: UserDetail }) {
  return (
    <>
      <Fact label={t('users.status')}>
        <Status {...statusOf(user.status)} />
      </Fact>
      {user.disabled_reason && <Fact label={t('users.reason')}>{user.disabled_reason}</Fact>}
      {user.is_super_admin && (
        <Fact label={t('users.role')}>
          <Status kind="info" label={t('users.super_admin')} />
        </Fact>
      )}
      <Fact label={t('users.second_factor')}>
        <Factors user={user} />
      </Fact>
      <Fact label={t('users.verified')}>
        <Time at={user.email_verified_at} />
      </Fact>
      {user.pending_email && <Fact label={t('users.pending_email')}>{user.pending_email}</Fact>}
      <Fact label={t('users.last_login')}>
        <Time at={user.last_login_at} />
      </Fact>
      <Fact label={t('users.password_changed')}>
        {user.must_change_password ? (
          <Status kind="warning" label={t('users.must_change')} />
        ) : (
          <Time at={user.password_changed_at} />
        )}
      </Fact>
      <Fact label={t('users.created')}>
        <Time at={user.created_at} />
      </Fact>
    </>
  )
}
