import { useLocation } from '@tanstack/react-router'
import { translateAny } from '../../../platform/web/messages/index.ts'
import { IconMenu2, IconPlus } from '../../../platform/web/ui/icons.ts'
import { Link } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { entries } from '../modules.ts'
import { isActive, menu } from './menu-entries.ts'

const shown = menu.filter((entry) => entry.bottom).slice(0, 3)
const main = entries((module) => module.creates)[0]

/** Phones: the few pages that everybody needs, the main New, and the menu. */
export function BottomBar({ onMenu }: { onMenu: () => void }) {
  const { pathname } = useLocation()
  return (
    <nav className="mp-bottom" aria-label={t('shell.quick_menu')}>
      {shown.map(({ path, label, icon: Icon }) => (
        <Link key={path} to={path} aria-current={isActive(path, pathname) ? 'page' : undefined}>
          <Icon size={20} stroke={1.75} aria-hidden />
          {translateAny(label)}
        </Link>
      ))}
      {main && (
        <Link to={main.path}>
          <IconPlus size={20} stroke={1.75} aria-hidden />
          {t('shell.new_main')}
        </Link>
      )}
      <button type="button" onClick={onMenu}>
        <IconMenu2 size={20} stroke={1.75} aria-hidden />
        {t('shell.menu')}
      </button>
    </nav>
  )
}
