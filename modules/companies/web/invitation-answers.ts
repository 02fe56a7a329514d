import { useState } from 'react'
import { api, problemOf, refresh, useApi, useCompany } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { workIn } from './switching.ts'

/** Open invitations of mine, and the answers to them. */
export function useInvitations() {
  const company = useCompany()
  const { data, error } = useApi(companiesApi.listInvitations, {})
  const [busy, setBusy] = useState<number | null>(null)
  const [joined, setJoined] = useState<{ id: number; name: string } | null>(null)

  async function answer(membership_id: number, run: () => Promise<void>) {
    setBusy(membership_id)
    await run().catch((failure) => toast.error(problemOf(failure)))
    setBusy(null)
    await refresh(companiesApi.listInvitations)
  }
  return {
    items: data?.items,
    error,
    busy,
    joined,
    accept: (membership_id: number) =>
      answer(membership_id, async () => {
        const done = await api(companiesApi.acceptInvitation, { params: { membership_id } })
        setJoined(done.company)
        // Who belonged nowhere starts to work there at once.
        if (!company) await workIn(done.company.id)
      }),
    decline: (membership_id: number, name: string) =>
      answer(membership_id, async () => {
        await api(companiesApi.declineInvitation, { params: { membership_id } })
        toast.success(t('invitations.declined', { company: name }))
      }),
  }
}

export type Invitations = ReturnType<typeof useInvitations>
