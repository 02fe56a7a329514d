import { useLocation } from '@tanstack/react-router'
import { currentInSight, Link } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** The pages of one's own account. */
export function AccountTabs() {
  const { pathname } = useLocation()
  const tabs = [
    ['/account', t('account.title')],
    ['/account/security', t('security.title')],
    ['/account/preferences', t('preferences.title')],
    ['/account/api-keys', t('keys.title')],
    ['/account/privacy', t('privacy.title')],
  ] as const
  return (
    <nav ref={currentInSight} className="mp-tabs" aria-label={t('account.tabs')}>
      {tabs.map(([path, label]) => (
        <Link key={path} to={path} aria-current={pathname === path ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  )
}
