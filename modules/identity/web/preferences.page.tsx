import { useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import type { Preferences } from '../../../platform/web/client/index.ts'
import { boot, useCall, useSignedIn } from '../../../platform/web/client/index.ts'
import { Page, toast } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { AccountTabs } from './account-tabs.tsx'
import { t } from './messages.ts'

/** How the portal looks and behaves for this person; each choice is saved at once. */
export default function PreferencesPage() {
  const { user } = useSignedIn()
  const { setColorScheme } = useMantineColorScheme()
  const [shown, setShown] = useState<Preferences>({ color_scheme: boot.color_scheme, ...user.preferences })
  const save = useCall(identityApi.changePreferences, { onDone: () => toast.success(t('preferences.saved')) })

  function change(part: Preferences) {
    const before = shown
    const put = (values: Preferences) => {
      setShown(values)
      Object.assign(user.preferences, values)
    }
    put({ ...before, ...part })
    save.mutate(
      { body: part },
      {
        onError: (problem) => {
          put(before)
          toast.error(problem, { retry: () => change(part) })
        },
      },
    )
  }
  return (
    <Page title={t('preferences.title')} width="form">
      <AccountTabs />
      <div className="mp-card mp-stack">
        <Choice
          legend={t('preferences.color_scheme')}
          name="color_scheme"
          value={shown.color_scheme ?? 'system'}
          options={[
            ['light', t('preferences.light')],
            ['dark', t('preferences.dark')],
            ['system', t('preferences.system')],
          ]}
          onChange={(color_scheme) => {
            // The scheme manager of the app saves it.
            setShown({ ...shown, color_scheme })
            setColorScheme(color_scheme === 'system' ? 'auto' : color_scheme)
            toast.success(t('preferences.saved'))
          }}
        />
        <Choice
          legend={t('preferences.density')}
          name="density"
          value={shown.density ?? 'comfortable'}
          options={[
            ['comfortable', t('preferences.density_comfortable')],
            ['compact', t('preferences.density_compact')],
          ]}
          onChange={(density) => change({ density })}
        />
        <label className="mp-check">
          <input
            type="checkbox"
            checked={shown.single_key_shortcuts !== false}
            onChange={(event) => change({ single_key_shortcuts: event.currentTarget.checked })}
          />
          <span>
            {t('preferences.shortcuts')}
            <span className="mp-muted mp-small mp-block">{t('preferences.shortcuts_hint')}</span>
          </span>
        </label>
      </div>
    </Page>
  )
}

interface ChoiceProps<Value extends string> {
  legend: string
  name: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ legend, name, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="mp-choice">
      <legend>{legend}</legend>
      {options.map(([option, label]) => (
        <label key={option} className="mp-check">
          <input type="radio" name={name} checked={option === value} onChange={() => onChange(option)} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
