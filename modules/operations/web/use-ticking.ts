import { useEffect } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'

/** Reads answers again every so often while the page is seen: queues say nothing by themselves. */
export function useTicking(declared: readonly unknown[], ms = 10_000): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.hidden) return
      for (const one of declared) void refresh(one)
    }, ms)
    return () => clearInterval(timer)
  }, [declared, ms])
}
