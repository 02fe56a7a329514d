import { Outlet } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { Prompts } from '../../../modules/identity/web/index.tsx'
import { Toasts } from '../../../platform/web/ui/index.ts'

/** Around every page, with and without shell. */
export function Root() {
  useEffect(() => {
    // Floating layers are fetched while nobody waits for them.
    const timer = setTimeout(() => void import('../overlays.ts'), 1500)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <Outlet />
      <Toasts />
      <Suspense>
        <Prompts />
      </Suspense>
    </>
  )
}
