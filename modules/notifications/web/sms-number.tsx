import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { refusalText, Status, toast } from '../../../platform/web/ui/index.ts'
import { type NotificationSettings, notificationsApi } from '../contract.ts'
import { t } from './messages.ts'

/** The number that SMS go to; it counts once the code sent there was typed in. */
export function SmsNumber({ settings }: { settings: NotificationSettings }) {
  const { sms_number, sms_confirmed, sms_offered } = settings
  const forget = useCall(notificationsApi.deleteSmsNumber, {
    refreshes: [notificationsApi.settings, notificationsApi.preferences],
    onDone: () => toast.success(t('sms.forgotten')),
  })
  if (!sms_offered) return null
  return (
    <section className="mp-card mp-stack" aria-labelledby="nt-sms">
      <h2 id="nt-sms">{t('sms.title')}</h2>
      {sms_number && (
        <div className="mp-row">
          <span>{sms_number}</span>
          <Status
            kind={sms_confirmed ? 'success' : 'waiting'}
            label={t(sms_confirmed ? 'sms.confirmed' : 'sms.waiting')}
          />
          <Button
            size="compact-sm"
            variant="subtle"
            loading={forget.isPending}
            onClick={() => forget.mutate({})}
          >
            {t('sms.forget')}
          </Button>
        </div>
      )}
      {sms_number && !sms_confirmed && <CodeForm />}
      {!sms_confirmed && <NumberForm again={sms_number !== null} />}
    </section>
  )
}

function NumberForm({ again }: { again: boolean }) {
  const [number, setNumber] = useState('')
  const send = useCall(notificationsApi.setSmsNumber, { refreshes: [notificationsApi.settings] })
  return (
    <form
      className="mp-row"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate({ body: { number } })
      }}
    >
      <TextInput
        label={t(again ? 'sms.other' : 'sms.number')}
        description={t('sms.number_hint')}
        type="tel"
        autoComplete="tel"
        value={number}
        error={send.error && refusalText(send.error)}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={send.isPending} disabled={number.trim() === ''}>
        {t('sms.send_code')}
      </Button>
    </form>
  )
}

function CodeForm() {
  const [code, setCode] = useState('')
  const confirm = useCall(notificationsApi.confirmSmsNumber, {
    refreshes: [notificationsApi.settings, notificationsApi.preferences],
    onDone: () => toast.success(t('sms.done')),
  })
  return (
    <form
      className="mp-row"
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ body: { code } })
      }}
    >
      <TextInput
        label={t('sms.code')}
        description={t('sms.code_hint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={code}
        error={confirm.error && refusalText(confirm.error)}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={confirm.isPending} disabled={code.length !== 6}>
        {t('sms.confirm')}
      </Button>
    </form>
  )
}
