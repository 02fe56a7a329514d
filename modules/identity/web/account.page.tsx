import './people.css'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSignedIn } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import {
  ContractForm,
  Field,
  Page,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { AccountTabs } from './account-tabs.tsx'
import { EmailDialog } from './email-dialog.tsx'
import { t } from './messages.ts'
import { PictureCard } from './picture-card.tsx'

/** Names, phone, time zone and language of the signed-in person. */
export default function AccountPage() {
  const { user } = useSignedIn()
  const [changing, setChanging] = useState(false)
  const form = useContractForm(identityApi.changeMe, {
    values: {
      first_name: user.first_name,
      last_name: user.last_name,
      mobile_phone: user.mobile_phone ?? '',
      time_zone: user.time_zone ?? '',
      locale: user.locale ?? '',
    },
    onDone: (saved) => {
      const reload = saved.locale !== user.locale || saved.time_zone !== user.time_zone
      Object.assign(user, saved)
      // Language and zone are read once per page load.
      if (reload) location.reload()
      else toast.success(t('account.saved'))
    },
  })
  return (
    <Page title={t('account.title')} width="form">
      <AccountTabs />
      <div className="mp-stack">
        <PictureCard />
        <ContractForm form={form} className="mp-form mp-card">
          <div className="mp-form-pair">
            <Field name="first_name" label={t('account.first_name')} autoComplete="given-name" />
            <Field name="last_name" label={t('account.last_name')} autoComplete="family-name" />
          </div>
          <div className="mp-form-pair">
            <TextInput
              label={t('account.email')}
              description={t('account.email_hint')}
              value={user.email}
              readOnly
            />
            <div className="mp-form-beside">
              <Button variant="default" onClick={() => setChanging(true)}>
                {t('email.change')}
              </Button>
            </div>
          </div>
          <Field name="mobile_phone" as="tel" label={t('account.mobile_phone')} autoComplete="tel" />
          <div className="mp-form-pair">
            <Field
              name="time_zone"
              as="select"
              label={t('account.time_zone')}
              options={zones(user.time_zone)}
            />
            <Field name="locale" as="select" label={t('account.locale')} options={locales(user.locale)} />
          </div>
          <div className="mp-form-actions">
            <SubmitButton>{t('account.save')}</SubmitButton>
          </div>
        </ContractForm>
      </div>
      {changing && <EmailDialog onClose={() => setChanging(false)} />}
    </Page>
  )
}

function zones(own: string | null) {
  const names = new Set(Intl.supportedValuesOf('timeZone'))
  if (own) names.add(own)
  const options = [...names].map((value) => ({ value, label: value.replaceAll('_', ' ') }))
  return [{ value: '', label: t('account.time_zone_browser') }, ...options]
}

/** The languages of the portal, with the regions whose dates and numbers differ. */
function locales(own: string | null) {
  const tags = ['en-GB', 'en-US', 'en-AU', 'en-NZ', 'en-CA', 'de-DE', 'de-AT', 'de-CH']
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const shown = own && !tags.includes(own) ? [own, ...tags] : tags
  const options = shown.map((value) => ({ value, label: names.of(value) ?? value }))
  return [{ value: '', label: t('account.locale_browser') }, ...options]
}
