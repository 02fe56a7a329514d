import { useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { hasText, problemText, translateAny } from '../../../platform/web/messages/index.ts'
import { companiesApi } from '../contract.ts'

/** One address, and why it was refused. */
export interface Sent {
  email: string
  refused?: string
}

/** Sends invitations one after the other; `invite` answers the addresses that were refused. */
export function useInviting(company_id: number) {
  const [sent, setSent] = useState<readonly Sent[]>([])
  const [busy, setBusy] = useState(false)

  async function invite(
    emails: readonly string[],
    { role_id, message }: { role_id: number; message: string },
  ) {
    setBusy(true)
    const results: Sent[] = []
    for (const email of emails) results.push(await inviteOne(company_id, email, role_id, message))
    setSent(results)
    setBusy(false)
    void refresh(companiesApi.listMemberships)
    return results.filter(({ refused }) => refused).map(({ email }) => email)
  }
  return { sent, busy, invite, clear: () => setSent([]) }
}

async function inviteOne(company_id: number, email: string, role_id: number, message: string): Promise<Sent> {
  const body = { email, role_id, ...(message.trim() && { message }) }
  try {
    await api(companiesApi.invite, { params: { company_id }, body })
    return { email }
  } catch (error) {
    const problem = problemOf(error)
    return { email, refused: reasonOf(problem) }
  }
}

/** What is wrong with the address says more than that the input is wrong. */
function reasonOf(problem: ApiProblem): string {
  const key = `field.${problem.errors[0]?.code}`
  return hasText(key) ? translateAny(key) : problemText(problem)
}
