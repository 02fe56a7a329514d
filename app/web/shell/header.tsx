import { ActionIcon } from '@mantine/core'
import { boot } from '../../../platform/web/client/index.ts'
import { useReconnecting } from '../../../platform/web/live/index.ts'
import { t as platformText, translateAny } from '../../../platform/web/messages/index.ts'
import { IconHelp, IconMenu2, IconPlus, IconSearch } from '../../../platform/web/ui/icons.ts'
import { Keys, Menu } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { entries } from '../modules.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { Parts } from './parts.tsx'
import { UserMenu } from './user-menu.tsx'

interface HeaderProps {
  onMenu: () => void
  onSearch: () => void
  onKeys: () => void
}

const creates = entries((module) => module.creates)

/** Breadcrumbs, search, New, help, and the person. */
export function Header({ onMenu, onSearch, onKeys }: HeaderProps) {
  const reconnecting = useReconnecting()
  return (
    <header className={boot.session?.company?.is_visiting ? 'mp-header mp-header-visiting' : 'mp-header'}>
      <ActionIcon
        className="mp-burger"
        variant="subtle"
        color="gray"
        size={44}
        onClick={onMenu}
        aria-label={t('shell.menu')}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Breadcrumbs />
      {reconnecting && (
        <span className="mp-reconnecting" role="status">
          {platformText('live.reconnecting')}
        </span>
      )}
      <button type="button" className="mp-header-search" onClick={onSearch}>
        <IconSearch size={16} aria-hidden />
        <span className="mp-header-search-text">{t('palette.placeholder')}</span>
        <Keys keys="mod+k" />
      </button>
      {creates.length > 0 && (
        <Menu
          label={t('shell.new')}
          className="mp-menu-button mp-header-new"
          button={
            <>
              <IconPlus size={18} stroke={1.75} aria-hidden />
              <span>{t('shell.new')}</span>
            </>
          }
          items={creates.map(({ label, path, icon }) => ({ label: translateAny(label), to: path, icon }))}
        />
      )}
      <Menu
        label={t('shell.help')}
        className="mp-menu-button mp-header-help"
        button={<IconHelp size={20} stroke={1.75} aria-hidden />}
        items={[{ label: t('shell.help_keys'), run: onKeys }, ...supportItems()]}
      />
      <Parts of="headerParts" />
      <UserMenu onKeys={onKeys} />
    </header>
  )
}

function supportItems() {
  const { support_email, support_url } = boot.branding
  return [
    ...(support_email
      ? [{ label: t('shell.help_mail'), run: () => location.assign(`mailto:${support_email}`) }]
      : []),
    ...(support_url
      ? [{ label: t('shell.help_site'), run: () => window.open(support_url, '_blank', 'noopener') }]
      : []),
  ]
}
