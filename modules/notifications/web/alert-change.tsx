import { Button } from '@mantine/core'
import { useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Dialog,
  Field,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { type Broadcast, notificationsApi, severities } from '../contract.ts'
import { t } from './messages.ts'
import { instantOf, localOf, Moment } from './moment.tsx'

/** What a published message says and how long it stands: changed at once, for all who see it. */
export function ChangeAlert({ row }: { row: Broadcast }) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
        {t('alerts.change')}
      </Button>
      {opened && <ChangeDialog row={row} onClose={() => setOpened(false)} />}
    </>
  )
}

function ChangeDialog({ row, onClose }: { row: Broadcast; onClose: () => void }) {
  const form = useContractForm(notificationsApi.changeBroadcast, {
    values: {
      message: row.message,
      severity: row.severity,
      starts_at: localOf(row.starts_at),
      ends_at: localOf(row.ends_at),
    },
    request: { params: { notification_id: row.id } },
    prepare: ({ starts_at, ends_at, ...body }) => ({
      ...body,
      starts_at: instantOf(starts_at),
      ends_at: instantOf(ends_at),
    }),
    onDone: () => {
      void refresh(notificationsApi.broadcasts)
      void refresh(notificationsApi.bell)
      toast.success(t('settings.saved'))
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('alerts.change_title')} width={640}>
      <ContractForm form={form}>
        <p className="mp-muted">{t('alerts.change_text')}</p>
        <Field name="message" as="area" label={t('alerts.message')} rows={3} autoFocus />
        <Field
          name="severity"
          as="select"
          label={t('alerts.severity')}
          options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
        <div className="mp-form-pair">
          <Moment form={form} name="starts_at" label={t('alerts.starts')} />
          <Moment form={form} name="ends_at" label={t('alerts.ends')} />
        </div>
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('alerts.cancel')}
          </Button>
          <SubmitButton>{t('settings.save')}</SubmitButton>
        </div>
      </ContractForm>
    </Dialog>
  )
}
