import { useEffect } from 'react'

/** What stands behind `#` in the links of our mails: `#token=…`. Read once; it never reaches a server's log. */
export interface Fragment {
  kind: string
  token: string
}

/** Takes the token out of the address at once, so that it is in no history, bookmark or screenshot. */
export function takeFragment(kinds: readonly string[]): Fragment {
  const found = /^#(\w+)=([\w-]+)$/.exec(location.hash)
  const kind = found?.[1] ?? ''
  if (!kinds.includes(kind)) return { kind: '', token: '' }
  history.replaceState(history.state, '', location.pathname + location.search)
  return { kind, token: found?.[2] ?? '' }
}

/** The router may have put the fragment back; a second link opened in this tab begins anew. */
export function useCleanAddress(): void {
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, '', location.pathname + location.search)
    const again = () => location.hash && location.reload()
    addEventListener('hashchange', again)
    return () => removeEventListener('hashchange', again)
  }, [])
}
