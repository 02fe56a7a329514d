import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { translateAny } from '../../../platform/web/messages/index.ts'
import type { MenuEntry } from '../../../platform/web/module.ts'
import { IconChevronDown, IconSettings } from '../../../platform/web/ui/icons.ts'
import { Link } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { CompanySwitcher } from './company-switcher.tsx'
import { Logo } from './logo.tsx'
import { administration, groups, isActive } from './menu-entries.ts'

/** Logo, company, and the pages that this person may open. */
export function Sidebar() {
  return (
    <div className="mp-sidebar">
      <Link to="/" className="mp-sidebar-logo">
        <Logo />
      </Link>
      <CompanySwitcher />
      <nav aria-label={t('shell.main_menu')} className="mp-nav">
        {groups.map(({ group, entries }) => (
          <div key={group}>
            <div className="mp-nav-group">{t(`menu.${group}`)}</div>
            <Entries entries={entries} />
          </div>
        ))}
        {administration.length > 0 && <Administration />}
      </nav>
    </div>
  )
}

function Administration() {
  const { pathname } = useLocation()
  const [opened, setOpened] = useState(pathname.startsWith('/admin'))
  return (
    <div className="mp-nav-administration">
      <button type="button" className="mp-nav-link" aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <IconSettings size={18} stroke={1.75} aria-hidden />
        <span>{t('menu.administration')}</span>
        <IconChevronDown size={16} className="mp-nav-chevron" aria-hidden />
      </button>
      {opened && <Entries entries={administration} />}
    </div>
  )
}

function Entries({ entries }: { entries: readonly MenuEntry[] }) {
  const { pathname } = useLocation()
  return (
    <ul className="mp-nav-list">
      {entries.map(({ path, label, icon: Icon }) => (
        <li key={path}>
          <Link
            to={path}
            className="mp-nav-link"
            aria-current={isActive(path, pathname) ? 'page' : undefined}
          >
            <Icon size={18} stroke={1.75} aria-hidden />
            <span>{translateAny(label)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
