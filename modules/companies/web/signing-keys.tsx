import { useState } from 'react'
import { api, boot, refresh, useApi } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ErrorState,
  Loading,
  Menu,
  Status,
  Time,
  toast,
} from '../../../platform/web/ui/index.ts'
import type { SigningKey } from '../../identity/contract.ts'
import { identityApi } from '../../identity/contract.ts'
import { t } from './messages.ts'

/** The keys that sign tokens: next, current, previous; and turning them by hand. */
export function SigningKeys() {
  const keys = useApi(identityApi.listSigningKeys, {})
  const [asked, setAsked] = useState<'rotate' | 'emergency' | null>(null)
  const isEmergency = asked === 'emergency'
  return (
    <section className="mp-card mp-stack" aria-labelledby="signing">
      <div className="mp-row co-card-head">
        <h2 id="signing" className="co-flush">
          {t('machines.signing')}
        </h2>
        <Menu
          label={t('machines.rotate')}
          items={[
            { label: t('machines.rotate_plan'), run: () => setAsked('rotate') },
            { label: t('machines.rotate_now'), danger: true, run: () => setAsked('emergency') },
          ]}
        />
      </div>
      <p className="mp-muted co-flush">
        {t('machines.signing_text')}{' '}
        <a href={`${boot.root_path}/.well-known/jwks.json`}>{t('machines.jwks')}</a>
        {' · '}
        <a href={`${boot.root_path}/.well-known/oauth-authorization-server`}>{t('machines.discovery')}</a>
      </p>
      {keys.error && <ErrorState problem={keys.error} />}
      {keys.isPending && <Loading rows={2} />}
      <ul className="co-lines">
        {keys.data?.items.map((key) => (
          <KeyLine key={key.id} signing={key} />
        ))}
      </ul>
      <ConfirmDialog
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={isEmergency ? t('machines.rotate_now') : t('machines.rotate_plan')}
        consequence={isEmergency ? t('machines.rotate_now_text') : t('machines.rotate_plan_text')}
        action={t('machines.rotate')}
        dangerous={isEmergency}
        run={async () => {
          await api(identityApi.rotateSigningKeys, { body: { emergency: isEmergency } })
          toast.success(t('machines.rotated'))
          await refresh(identityApi.listSigningKeys)
        }}
      />
    </section>
  )
}

const kinds = { next: 'waiting', current: 'success', previous: 'info', retired: 'neutral' } as const

function KeyLine({ signing }: { signing: SigningKey }) {
  const labels = {
    next: t('machines.key_next'),
    current: t('machines.key_current'),
    previous: t('machines.key_previous'),
    retired: t('machines.key_retired'),
  }
  return (
    <li className="mp-row">
      <Status kind={kinds[signing.status]} label={labels[signing.status]} />
      <code title={signing.kid}>{`${signing.kid.slice(0, 12)}…`}</code>
      <span className="mp-muted mp-small">
        {signing.algorithm}
        {' · '}
        {t('machines.key_published')} <Time at={signing.published_at} />
      </span>
    </li>
  )
}
