import { useEffect, useRef } from 'react'
import { toast } from '../../../platform/web/ui/index.ts'
import type { Notification } from '../contract.ts'
import { markRead } from './feed.data.ts'
import { t } from './messages.ts'

/** What is critical is also said in front of the page, once; it stays until it is closed. */
export function useCritical(rows: readonly Notification[] | undefined) {
  const said = useRef(new Set<number>())
  useEffect(() => {
    for (const { id, message } of rows ?? []) {
      if (said.current.has(id)) continue
      said.current.add(id)
      toast.alert(t('severity.critical'), {
        detail: message,
        action: { label: t('notifications.mark_read'), run: () => void markRead([id]) },
      })
    }
  }, [rows])
}
