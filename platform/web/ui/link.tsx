import { useRouter } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, MouseEvent, Ref } from 'react'
import { hrefOf } from '../client/boot.ts'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** A path of this portal with its query: `/tickets?status=open`. */
  to: string
  ref?: Ref<HTMLAnchorElement>
}

/**
 * A link inside the portal, without a page load; its page is fetched on hover and focus.
 * With Mantine: `<Button component={Link} to="/tickets/new">`.
 */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const router = useRouter()
  const go = useGo()
  const warm = () => void router.preloadRoute(targetOf(to)).catch(() => undefined)
  function click(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !plain || rest.target === '_blank') return
    event.preventDefault()
    go(to)
  }
  return <a {...rest} href={hrefOf(to)} onClick={click} onMouseEnter={warm} onFocus={warm} />
}

/** Goes to a path of the portal: `go('/tickets/12')`, `go('/tickets?q=x', { replace: true })`. */
export function useGo(): (
  to: string,
  options?: { replace?: boolean; state?: Record<string, unknown> },
) => void {
  const router = useRouter()
  return (to, options = {}) => {
    void router.navigate({
      ...targetOf(to),
      replace: options.replace ?? false,
      state: (options.state ?? {}) as never,
    })
  }
}

function targetOf(path: string) {
  const url = new URL(path, 'http://portal')
  return {
    to: url.pathname,
    search: Object.fromEntries(url.searchParams) as never,
    ...(url.hash && { hash: url.hash.slice(1) }),
  }
}
