import { Outlet } from '@tanstack/react-router'
import { boot } from '../../../platform/web/client/index.ts'
import { t } from '../messages.ts'
import { Logo } from './logo.tsx'

/** Sign-in pages: a card on sunken ground, the logo above, help below. */
export function Bare() {
  const { support_email, support_url } = boot.branding
  return (
    <div className="mp-bare">
      <header className="mp-bare-logo">
        <Logo />
      </header>
      <main id="main" tabIndex={-1} className="mp-bare-card">
        <Outlet />
      </main>
      <footer className="mp-bare-foot mp-muted">
        {support_email && <a href={`mailto:${support_email}`}>{t('shell.help_mail')}</a>}
        {support_url && (
          <a href={support_url} rel="noopener noreferrer">
            {t('shell.help_site')}
          </a>
        )}
      </footer>
    </div>
  )
}
