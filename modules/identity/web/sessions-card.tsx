import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { ConfirmDialog, ErrorState, Loading, Status, Time, toast } from '../../../platform/web/ui/index.ts'
import type { OwnSession } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { NameDeviceDialog } from './name-device-dialog.tsx'

const live = ['own_sessions']

/** Where one is signed in: this one marked, end one, end all others. */
export function SessionsCard() {
  const answer = useApi(identityApi.listSessions, { query: { limit: 50 } }, { topics: live })
  useLive(live)
  const [naming, setNaming] = useState<OwnSession | null>(null)
  const [asking, setAsking] = useState(false)
  const others = answer.data?.items.filter(({ current }) => !current).length ?? 0
  return (
    <section className="mp-card" aria-labelledby="sessions-heading">
      <div className="mp-card-head">
        <h2 id="sessions-heading">{t('sessions.title')}</h2>
        {others > 0 && (
          <Button variant="default" size="compact-md" onClick={() => setAsking(true)}>
            {t('sessions.end_others')}
          </Button>
        )}
      </div>
      {answer.isPending && <Loading rows={3} height={44} />}
      {answer.error && <ErrorState problem={answer.error} retry={() => void answer.refetch()} />}
      <ul className="mp-lines">
        {answer.data?.items.map((session) => (
          <SessionLine key={session.id} session={session} onName={() => setNaming(session)} />
        ))}
      </ul>
      {naming && <NameDeviceDialog session={naming} onClose={() => setNaming(null)} />}
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('sessions.end_others_title')}
        consequence={t('sessions.end_others_text', { n: others })}
        action={t('sessions.end_others')}
        run={async () => {
          const { revoked } = await api(identityApi.revokeOtherSessions)
          toast.success(t('sessions.ended', { n: revoked }))
          await refresh(identityApi.listSessions)
        }}
      />
    </section>
  )
}

function SessionLine({ session, onName }: { session: OwnSession; onName: () => void }) {
  const name = nameOf(session)
  async function end() {
    try {
      await api(identityApi.revokeSession, { params: { session_id: session.id } })
      toast.success(t('sessions.ended', { n: 1 }))
    } catch (error) {
      toast.error(problemOf(error))
    }
    await refresh(identityApi.listSessions)
  }
  return (
    <li className="mp-line">
      <div>
        <div>
          <strong>{name}</strong> {session.current && <Status kind="success" label={t('sessions.current')} />}
          {session.impersonator && (
            <Status kind="warning" label={t('sessions.impersonator', { name: session.impersonator.name })} />
          )}
        </div>
        <div className="mp-muted mp-small">
          {[session.device_name && browserOf(session), session.ip].filter(Boolean).join(' · ')}
          {(session.device_name || session.ip) && ' · '}
          {t('sessions.seen')} <Time at={session.last_seen_at} />
        </div>
      </div>
      <div className="mp-line-actions">
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('sessions.name_named', { name })}
          onClick={onName}
        >
          {t('sessions.name')}
        </Button>
        {!session.current && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            aria-label={t('sessions.end_named', { name })}
            onClick={() => void end()}
          >
            {t('sessions.end')}
          </Button>
        )}
      </div>
    </li>
  )
}

/** What a session is called: as its owner named the device, else by browser and system. */
export const nameOf = (session: OwnSession) => session.device_name || browserOf(session)

const browserOf = ({ browser, os }: OwnSession) =>
  [browser, os].filter(Boolean).join(', ') || t('sessions.unknown')
