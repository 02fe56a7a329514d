import { useLayoutEffect, useRef } from 'react'

/** Gives the focus a place when what had it is gone or was left: the current row of a list, else the page's title. */
export function restFocus(): void {
  const row = document.querySelector<HTMLElement>('main tr[data-current] .mp-row-link')
  const place = row ?? document.querySelector<HTMLElement>('main h1')
  place?.focus({ preventScroll: true })
}

/** For parts that vanish under the hands of whoever uses them: the focus inside goes to its resting place. */
export function useRestingFocus<E extends HTMLElement>() {
  const part = useRef<E>(null)
  useLayoutEffect(() => {
    const element = part.current
    return () => {
      // Not yet taken out of the page: the focus still says who had it.
      if (element?.contains(document.activeElement)) restFocus()
    }
  }, [])
  return part
}
