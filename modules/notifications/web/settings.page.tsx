import './notifications.css'
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { boot, problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { ErrorState, Guard, Loading, Page, toast } from '../../../platform/web/ui/index.ts'
import { type NotificationSettings, notificationsApi, type Preference } from '../contract.ts'
import { Matrix } from './matrix.tsx'
import { t } from './messages.ts'
import { SettingsForm } from './settings-form.tsx'
import { SmsLimitCard } from './sms-limit.tsx'
import { SmsNumber } from './sms-number.tsx'

/** What reaches this person, and when: one Save for the full set. */
export default function SettingsPage() {
  const preferences = useApi(notificationsApi.preferences, { query: { locale: language } })
  const settings = useApi(notificationsApi.settings, {})
  const problem = preferences.error ?? settings.error
  return (
    <Page title={t('notifications.settings')} description={t('settings.text')} actions={<SendTest />}>
      {preferences.data && settings.data ? (
        <Editor preferences={preferences.data.preferences} settings={settings.data} />
      ) : problem ? (
        <ErrorState
          problem={problem}
          retry={() => void Promise.all([preferences.refetch(), settings.refetch()])}
        />
      ) : (
        <Loading rows={10} />
      )}
      {boot.session?.user.is_super_admin && <SmsLimitCard />}
    </Page>
  )
}

interface EditorProps {
  preferences: readonly Preference[]
  settings: NotificationSettings
}

function Editor({ preferences, settings }: EditorProps) {
  const [rows, setRows] = useState(preferences)
  const [when, setWhen] = useState(settings)
  useEffect(() => setRows(preferences), [preferences])
  // What others than this form say changes by itself, and leaves what was typed here as it is.
  useEffect(() => {
    const { sms_number, sms_confirmed, effective_time_zone } = settings
    setWhen((before) => ({ ...before, sms_number, sms_confirmed, effective_time_zone }))
  }, [settings])
  const changedRows = JSON.stringify(rows) !== JSON.stringify(preferences)
  const changedWhen = JSON.stringify(writableOf(when)) !== JSON.stringify(writableOf(settings))
  const { save, reset, isPending } = useSave({ rows, when, changedRows, changedWhen })
  return (
    <>
      <Guard when={changedRows || changedWhen} />
      <section className="mp-card mp-stack" aria-labelledby="nt-when">
        <h2 id="nt-when">{t('settings.when')}</h2>
        <SettingsForm
          value={when}
          onChange={setWhen}
          accountZone={settings.time_zone === null ? settings.effective_time_zone : null}
        />
      </section>
      <SmsNumber settings={settings} />
      <section className="mp-card nt-what" aria-labelledby="nt-what">
        <h2 id="nt-what">{t('settings.what')}</h2>
        <p className="mp-muted">{t('settings.what_text')}</p>
        <Matrix rows={rows} onChange={setRows} smsConfirmed={settings.sms_confirmed} />
      </section>
      <div className="nt-save">
        <Button loading={isPending} disabled={!changedRows && !changedWhen} onClick={() => void save()}>
          {t('settings.save')}
        </Button>
        <Button
          variant="default"
          disabled={!changedRows && !changedWhen}
          onClick={() => {
            setRows(preferences)
            setWhen(settings)
          }}
        >
          {t('settings.discard')}
        </Button>
        <Button
          variant="subtle"
          onClick={() => void reset()}
          disabled={preferences.every((row) => row.is_default)}
        >
          {t('settings.defaults')}
        </Button>
      </div>
    </>
  )
}

interface ToSave {
  rows: readonly Preference[]
  when: NotificationSettings
  changedRows: boolean
  changedWhen: boolean
}

function useSave({ rows, when, changedRows, changedWhen }: ToSave) {
  const putRows = useCall(notificationsApi.setPreferences, {
    refreshes: [notificationsApi.preferences, notificationsApi.list, notificationsApi.bell],
  })
  const putWhen = useCall(notificationsApi.setSettings, { refreshes: [notificationsApi.settings] })
  const chosen = rows.filter(isChosen).map(chosenOf(when))
  const put = (preferences: typeof chosen) =>
    putRows.mutateAsync({ query: { locale: language }, body: { preferences } })
  async function save() {
    try {
      if (changedWhen) await putWhen.mutateAsync({ body: writableOf(when) })
      if (changedRows) await put(chosen)
      toast.success(t('settings.saved'))
    } catch (error) {
      toast.error(problemOf(error), { text: t('settings.not_saved') })
    }
  }
  async function reset() {
    try {
      await put([])
      const undo = () => void put(chosen).catch((error) => toast.error(problemOf(error)))
      toast.success(t('settings.defaults_done'), { undo })
    } catch (error) {
      toast.error(problemOf(error), { text: t('settings.not_saved') })
    }
  }
  return { save, reset, isPending: putRows.isPending || putWhen.isPending }
}

const isChosen = ({ is_default }: Preference) => !is_default

/** Without a confirmed number there is no SMS, whatever was chosen before. */
const chosenOf =
  ({ sms_confirmed }: NotificationSettings) =>
  (row: Preference) => ({
    event_type: row.event_type,
    channel_in_app: row.channel_in_app,
    channel_email: row.channel_email,
    channel_sms: row.channel_sms && sms_confirmed,
    email_mode: row.email_mode,
  })

const writableOf = ({
  time_zone,
  digest,
  digest_time,
  digest_weekday,
  quiet_from,
  quiet_to,
  quiet_days,
}: NotificationSettings) => ({
  time_zone,
  digest,
  digest_time,
  digest_weekday,
  quiet_from,
  quiet_to,
  quiet_days,
})

function SendTest() {
  const send = useCall(notificationsApi.sendTest, { onDone: () => toast.success(t('settings.test_sent')) })
  return (
    <Button
      variant="default"
      loading={send.isPending}
      onClick={() => send.mutate({}, { onError: (error) => toast.error(problemOf(error)) })}
    >
      {t('settings.test')}
    </Button>
  )
}
