import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { UserDetail } from '../contract.ts'
import { t } from './messages.ts'
import { nameOf } from './sessions-card.tsx'

/** Where a person is signed in. */
export function UserSessions({ user }: { user: UserDetail }) {
  return (
    <section className="mp-card" aria-labelledby="user-sessions-heading">
      <h2 id="user-sessions-heading">{t('sessions.title')}</h2>
      {user.sessions.length === 0 && <p className="mp-muted">{t('users.no_sessions')}</p>}
      <ul className="mp-lines">
        {user.sessions.map((session) => (
          <li key={session.id} className="mp-line">
            <div>
              <div>
                {nameOf(session)}{' '}
                {session.impersonator && (
                  <Status
                    kind="warning"
                    label={t('sessions.impersonator', { name: session.impersonator.name })}
                  />
                )}
              </div>
              <div className="mp-muted mp-small">{session.ip}</div>
            </div>
            <div className="mp-muted mp-small mp-line-actions">
              <Time at={session.last_seen_at} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
