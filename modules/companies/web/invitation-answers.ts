import { useState } from 'react'
import { api, problemOf, refresh, useApi } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'
import { workIn } from './switching.ts'

/** Open invitations of mine, and the answers to them. */
export function useInvitations() {
  const { data, error } = useApi(companiesApi.listInvitations, {})
  const [busy, setBusy] = useState<number | null>(null)

  async function answer(membership_id: number, run: () => Promise<void>) {
    setBusy(membership_id)
    try {
      await run()
    } catch (failure) {
      toast.error(problemOf(failure))
      await refresh(companiesApi.listInvitations)
    }
    setBusy(null)
  }
  return {
    items: data?.items,
    error,
    busy,
    accept: (membership_id: number) =>
      answer(membership_id, async () => {
        const done = await api(companiesApi.acceptInvitation, { params: { membership_id } })
        // Said explicitly: a session without a choice of its own would move there by itself, under this page.
        await workIn(done.company.id)
      }),
    decline: (membership_id: number, name: string) =>
      answer(membership_id, async () => {
        await api(companiesApi.declineInvitation, { params: { membership_id } })
        toast.success(t('invitations.declined', { company: name }))
        await refresh(companiesApi.listInvitations)
      }),
  }
}

export type Invitations = ReturnType<typeof useInvitations>
