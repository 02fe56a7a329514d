import { useEffect, useRef, useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import type { Ticket } from '../contract.ts'
import { putTicket } from './ticket.data.ts'
import type { ChangedBy } from './ticket-change.ts'

/**
 * An answer that sets the status was written for another state of the ticket: when the status itself changed, that is
 * shown first (`changed`); otherwise the answer goes again.
 */
export function useStaleStatus(ticket: Ticket) {
  const version = useRef(ticket.version)
  const again = useRef<(() => Promise<void>) | null>(null)
  const [changed, setChanged] = useState<readonly ChangedBy[]>([])
  const [tries, setTries] = useState(0)
  useEffect(() => {
    version.current = ticket.version
  }, [ticket.version])
  useEffect(() => {
    if (tries > 0) void again.current?.()
  }, [tries])

  function refused(problem: ApiProblem, send: () => Promise<void>): boolean {
    const current = problem.members.current as Ticket | undefined
    if (!current) return false
    version.current = current.version
    putTicket(current)
    const all = (problem.members.changed as ChangedBy[] | undefined) ?? []
    const status = all.filter(({ field }) => field === 'status')
    setChanged(status)
    again.current = send
    if (status.length === 0) setTimeout(() => setTries((count) => count + 1))
    return true
  }
  return { version, changed, refused, settle: () => setChanged([]) }
}
