import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, download, problemOf, useApi, useCall, useSignedIn } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import {
  ConfirmDialog,
  ErrorState,
  Loading,
  Page,
  Status,
  Time,
  toast,
} from '../../../platform/web/ui/index.ts'
import type { PersonalExport } from '../contract.ts'
import { identityApi } from '../contract.ts'
import { AccountTabs } from './account-tabs.tsx'
import { t } from './messages.ts'
import { enter } from './sign-in.ts'

/** Copies of one's own data, and leaving. */
export default function PrivacyPage() {
  return (
    <Page title={t('privacy.title')} description={t('privacy.text')} width="form">
      <AccountTabs />
      <div className="mp-stack">
        <Copies />
        <Leaving />
      </div>
    </Page>
  )
}

function Copies() {
  const list = useApi(
    identityApi.listExports,
    {},
    { refetchInterval: ({ state }) => (state.data?.items.some(isOnItsWay) ? 2_000 : false) },
  )
  const ask = useCall(identityApi.askForExport, {
    refreshes: [identityApi.listExports],
    onDone: () => toast.success(t('privacy.asked')),
  })
  return (
    <section className="mp-card mp-stack" aria-labelledby="copies">
      <h2 id="copies">{t('privacy.copies')}</h2>
      <p>{t('privacy.copies_text')}</p>
      {list.error && <ErrorState problem={list.error} />}
      {list.isPending && <Loading rows={2} />}
      {list.data?.items.map((one) => (
        <Copy key={one.id} one={one} />
      ))}
      {ask.error && (
        <p role="alert" className="mp-error-text">
          {problemText(ask.error)}
        </p>
      )}
      <div className="mp-row">
        <Button loading={ask.isPending} onClick={() => ask.mutate({})}>
          {t('privacy.ask')}
        </Button>
      </div>
    </section>
  )
}

const isOnItsWay = ({ status }: PersonalExport) => status === 'queued' || status === 'running'

const kinds = {
  queued: 'waiting',
  running: 'waiting',
  ready: 'success',
  failed: 'danger',
  expired: 'neutral',
} as const

function Copy({ one }: { one: PersonalExport }) {
  const labels = {
    queued: t('privacy.queued'),
    running: t('privacy.running'),
    ready: t('privacy.ready'),
    failed: t('privacy.failed'),
    expired: t('privacy.expired'),
  }
  const params = { export_id: one.id }
  return (
    <div className="mp-row">
      <Status kind={kinds[one.status]} label={labels[one.status]} />
      <Time at={one.created_at} />
      {one.status === 'ready' && (
        <Button
          variant="default"
          size="compact-md"
          onClick={() =>
            void download(identityApi.downloadExport, { params }).catch((error) =>
              toast.error(problemOf(error)),
            )
          }
        >
          {t('privacy.download')}
        </Button>
      )}
    </div>
  )
}

/** What goes and what stays, and the way out. */
function Leaving() {
  const { user } = useSignedIn()
  const [asking, setAsking] = useState(false)
  return (
    <section className="mp-card mp-stack" aria-labelledby="leaving">
      <h2 id="leaving">{t('privacy.leaving')}</h2>
      <p>{t('privacy.leaving_text')}</p>
      <p>
        <strong>{t('privacy.goes')}</strong> {t('privacy.goes_text')}
      </p>
      <p>
        <strong>{t('privacy.stays')}</strong> {t('privacy.stays_text')}
      </p>
      <div>
        <Button color="red" onClick={() => setAsking(true)}>
          {t('privacy.leave')}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('privacy.leave')}
        consequence={t('privacy.leave_consequence')}
        action={t('privacy.leave')}
        typeToConfirm={user.email}
        run={async () => {
          await api(identityApi.askForErasure, { body: { confirm_email: user.email } })
          enter('/login?notice=leaving')
        }}
      />
    </section>
  )
}
