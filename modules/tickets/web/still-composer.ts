import type { RefObject } from 'react'
import { useEffect } from 'react'

/** While somebody types, the text stays where it is on the screen, whatever appears above it. */
export function useStillComposer(
  list: RefObject<HTMLElement | null>,
  composer: RefObject<HTMLElement | null>,
) {
  useEffect(() => {
    const element = list.current
    if (!element) return
    let before = element.offsetHeight
    // Told after layout and before paint: nothing flickers.
    const watch = new ResizeObserver(() => {
      const grown = element.offsetHeight - before
      before = element.offsetHeight
      if (grown !== 0 && composer.current?.contains(document.activeElement)) scrollBy(0, grown)
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [list, composer])
}
