import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { ImpersonationBar } from '../../../modules/identity/web/index.tsx'
import { boot } from '../../../platform/web/client/index.ts'
import { Dialog, ShortcutDialog, useShortcut } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { Bars } from './bars.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { Header } from './header.tsx'
import { PageKeys } from './page-keys.tsx'
import { Parts } from './parts.tsx'
import { Sidebar } from './sidebar.tsx'

const Palette = lazy(() => import('./palette.tsx'))

/** The frame of all pages of signed-in people: sidebar, header, bars, content; on phones a drawer and a bottom bar. */
export function Shell() {
  const [drawer, setDrawer] = useState(false)
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const { pathname } = useLocation()
  useEffect(() => {
    if (pathname) setDrawer(false)
  }, [pathname])
  useShortcut('mod+k', t('palette.label'), () => setPalette(true))
  return (
    <div className="mp-shell">
      <a href="#main" className="mp-skip">
        {t('shell.skip')}
      </a>
      <aside className="mp-navbar" aria-label={t('shell.menu')}>
        <Sidebar />
      </aside>
      <div className="mp-body">
        <Header
          onMenu={() => setDrawer(true)}
          onSearch={() => setPalette(true)}
          onKeys={() => setKeys(true)}
        />
        {boot.session?.session.impersonator && (
          <Suspense>
            <ImpersonationBar />
          </Suspense>
        )}
        <Bars />
        <Parts of="barParts" />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <BottomBar onMenu={() => setDrawer(true)} />
      <Dialog opened={drawer} onClose={() => setDrawer(false)} title={t('shell.menu')} kind="drawer">
        <Sidebar />
      </Dialog>
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
      <PageKeys />
      <ShortcutDialog opened={keys} onChange={setKeys} />
    </div>
  )
}
