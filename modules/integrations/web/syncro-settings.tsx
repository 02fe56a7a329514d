import { Button, Checkbox, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../../../platform/web/client/index.ts'
import { problemText } from '../../../platform/web/messages/index.ts'
import { Guard, Time, toast } from '../../../platform/web/ui/index.ts'
import { type Integration, integrationsApi } from '../contract.ts'
import { t } from './messages.ts'
import { rowsOf, StatusTable, statusesOf } from './status-table.tsx'

/** Address, key and words of Syncro. The key is never shown; a blank one is kept. */
export function SyncroSettings({ integration }: { integration: Integration }) {
  const { settings, secrets, version, locked } = integration
  const [first] = useState(() => ({
    base_url: settings.base_url,
    api_key: '',
    rate: settings.requests_per_minute,
    words: rowsOf(settings.statuses),
    enabled: integration.enabled,
  }))
  const [values, setValues] = useState(first)
  const set = (more: Partial<typeof first>) => setValues({ ...values, ...more })
  const save = useCall(integrationsApi.saveIntegration, {
    refreshes: [integrationsApi.readIntegration],
    onDone: () => toast.success(t('syncro.saved')),
  })
  const errorOf = (field: string) => save.error?.errors?.find((one) => one.field === field)?.message
  const hasFieldError = save.error?.errors !== undefined
  const submit = () => {
    const { base_url, api_key, rate: requests_per_minute, words, enabled } = values
    const statuses = statusesOf(words)
    const body = { version, enabled, settings: { base_url, requests_per_minute, statuses } }
    save.mutate({
      params: { slug: 'syncro' },
      body: api_key === '' ? body : { ...body, secrets: { api_key } },
    })
  }
  return (
    <form
      className="mp-card im-card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Guard when={JSON.stringify(values) !== JSON.stringify(first) && !save.isSuccess} />
      <TextInput
        label={t('syncro.base_url')}
        description={
          locked.base_url ? t('syncro.locked', { name: locked.base_url }) : t('syncro.base_url_hint')
        }
        disabled={locked.base_url !== undefined}
        error={errorOf('settings.base_url')}
        value={values.base_url}
        onChange={(event) => set({ base_url: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('syncro.api_key')}
        description={
          locked.api_key
            ? t('syncro.locked', { name: locked.api_key })
            : t(secrets.api_key ? 'syncro.api_key_keep' : 'syncro.api_key_hint')
        }
        disabled={locked.api_key !== undefined}
        error={errorOf('secrets.api_key')}
        autoComplete="off"
        value={values.api_key}
        onChange={(event) => set({ api_key: event.currentTarget.value })}
      />
      {secrets.api_key && !locked.api_key && (
        <p className="mp-muted im-flush">
          {t('syncro.api_key_set')} <Time at={secrets.api_key.set_at} />
        </p>
      )}
      <NumberInput
        label={t('syncro.rate')}
        description={t('syncro.rate_hint')}
        error={errorOf('settings.requests_per_minute')}
        value={values.rate}
        min={1}
        max={180}
        allowDecimal={false}
        onChange={(value) => set({ rate: Number(value) })}
      />
      <StatusTable
        rows={values.words}
        error={errorOf('settings.statuses')}
        onChange={(words) => set({ words })}
      />
      <Checkbox
        label={t('syncro.enabled')}
        checked={values.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      {save.error && !hasFieldError && (
        <p role="alert" className="mp-error-text">
          {problemText(save.error)}
        </p>
      )}
      <div>
        <Button type="submit" loading={save.isPending}>
          {t('syncro.save')}
        </Button>
      </div>
    </form>
  )
}
