import { useMantineColorScheme } from '@mantine/core'
import { fullName, useSignedIn } from '../../../platform/web/client/index.ts'
import { Initials, Menu } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'

/** Who is signed in, the way to the account, the colours, and out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { user, company, companies } = useSignedIn()
  const name = fullName(user)
  const role = companies.find((one) => one.id === company?.id)?.role_name
  return (
    <Menu
      label={t('shell.user_menu', { name })}
      className="mp-menu-button mp-user-button"
      button={<Initials name={name} size={32} />}
      head={
        <div className="mp-user-head">
          <div className="mp-user-name">{name}</div>
          <div className="mp-muted mp-small">{user.email}</div>
          {company && (
            <div className="mp-muted mp-small">
              {[company.name, role ?? (user.is_super_admin ? t('shell.super_admin') : '')]
                .filter(Boolean)
                .join(' · ')}
            </div>
          )}
          <SchemeSwitch />
        </div>
      }
      items={[
        { label: t('shell.account'), to: '/account' },
        { label: t('shell.preferences'), to: '/account/preferences' },
        { label: t('shell.notifications'), to: '/notifications/settings' },
        { label: t('shell.api_keys'), to: '/account/api-keys' },
        { label: t('shell.help_keys'), run: onKeys },
        { label: t('shell.logout'), to: '/logout' },
      ]}
    />
  )
}

/** Light, dark, or as the device. */
function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const options = [
    ['light', t('shell.theme_light')],
    ['dark', t('shell.theme_dark')],
    ['auto', t('shell.theme_system')],
  ] as const
  return (
    <fieldset className="mp-segments">
      <legend className="mp-hidden">{t('shell.theme')}</legend>
      {options.map(([value, label]) => (
        <label key={value} className="mp-segment">
          <input
            type="radio"
            name="shell-scheme"
            className="mp-hidden"
            checked={colorScheme === value}
            onChange={() => setColorScheme(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
