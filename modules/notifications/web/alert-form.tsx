import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { refresh, useApi } from '../../../platform/web/client/index.ts'
import {
  type Choice,
  ContractForm,
  Dialog,
  Field,
  Picker,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { findCompanies } from '../../companies/web/index.tsx'
import { notificationsApi, severities } from '../contract.ts'
import { t } from './messages.ts'
import { instantOf, Moment } from './moment.tsx'
import { type Severity, SeverityMark } from './severity.tsx'

/** Writes a message to many, with a look at how it will stand above the pages. */
export function AlertForm({ onClose }: { onClose: () => void }) {
  const [company, setCompany] = useState<Choice | null>(null)
  const [byMail, setByMail] = useState(false)
  const [bySms, setBySms] = useState(false)
  const offersSms = useApi(notificationsApi.smsLimit, {}).data?.sms_offered === true
  const form = useContractForm(notificationsApi.publish, {
    values: {
      event_type: 'general',
      message: '',
      audience: 'everyone',
      severity: 'info',
      link: '',
      is_banner: true,
      starts_at: '',
      ends_at: '',
    },
    prepare: ({ audience, starts_at, ends_at, ...body }) => ({
      ...body,
      ...(company ? { company_id: Number(company.value) } : { audience }),
      starts_at: instantOf(starts_at),
      ends_at: instantOf(ends_at),
      channels: [...(byMail ? ['email'] : []), ...(bySms ? ['sms'] : [])],
    }),
    onDone: () => {
      void refresh(notificationsApi.broadcasts)
      void refresh(notificationsApi.bell)
      toast.success(t('alerts.published_done'))
      onClose()
    },
  })
  return (
    <Dialog opened onClose={onClose} title={t('alerts.write')} width={640}>
      <ContractForm form={form}>
        <Field name="message" as="area" label={t('alerts.message')} rows={3} autoFocus />
        <div className="mp-form-pair">
          <Field
            name="severity"
            as="select"
            label={t('alerts.severity')}
            options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
          />
          <Field name="link" label={t('alerts.link')} />
        </div>
        <div className="mp-form-pair">
          <Field
            name="audience"
            as="select"
            label={t('alerts.audience')}
            options={(['everyone', 'provider'] as const).map((value) => ({
              value,
              label: t(`alerts.to_${value}`),
            }))}
          />
          <Picker
            label={t('alerts.company')}
            placeholder={t('alerts.company_none')}
            value={company}
            form={form}
            name="company_id"
            onChange={setCompany}
            load={findCompanies}
          />
        </div>
        <div className="mp-form-pair">
          <Moment form={form} name="starts_at" label={t('alerts.starts')} />
          <Moment form={form} name="ends_at" label={t('alerts.ends')} />
        </div>
        <Field
          name="is_banner"
          as="checkbox"
          label={t('alerts.as_banner')}
          hint={t('alerts.as_banner_hint')}
        />
        <Checkbox
          checked={byMail}
          label={t('alerts.by_mail')}
          description={t('alerts.by_mail_hint')}
          onChange={(event) => setByMail(event.currentTarget.checked)}
        />
        {offersSms && (
          <Checkbox
            checked={bySms}
            label={t('alerts.by_sms')}
            description={t('alerts.by_sms_hint')}
            onChange={(event) => setBySms(event.currentTarget.checked)}
          />
        )}
        <Preview values={form.values} />
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={onClose}>
            {t('alerts.cancel')}
          </Button>
          <SubmitButton>{t('alerts.publish')}</SubmitButton>
        </div>
      </ContractForm>
    </Dialog>
  )
}

const tints: Record<string, string> = {
  info: 'info',
  success: 'success',
  warning: 'warning',
  critical: 'danger',
}

function Preview({ values }: { values: Record<string, unknown> }) {
  const severity = String(values.severity) as Severity
  if (!values.message) return null
  return (
    <div className="nt-field">
      <span>{t('alerts.preview')}</span>
      <div className={`mp-bar mp-tint-${tints[severity]} nt-banner`}>
        <SeverityMark severity={severity} />
        <span className="nt-banner-text">{String(values.message)}</span>
      </div>
    </div>
  )
}
