import { useSyncExternalStore } from 'react'
import { t } from '../messages.ts'

/** Whether the browser knows of a network. */
export const useOnline = () => useSyncExternalStore(subscribe, () => navigator.onLine)

/** The page stays as it is; what needs the server says so where it was asked. */
export const OfflineBar = () => (
  <div className="mp-bar mp-bar-fixed mp-tint-warning" role="status">
    {t('bar.offline')}
  </div>
)

function subscribe(listener: () => void) {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
