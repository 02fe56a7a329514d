import { Button } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import {
  ApiProblem,
  boot,
  problemOf,
  promptState,
  queryClient,
  showCompanyChanged,
  subscribePrompts,
} from '../../../platform/web/client/index.ts'
import { Link, toast } from '../../../platform/web/ui/index.ts'
import { t } from '../messages.ts'
import { OfflineBar, useOnline } from './offline-bar.tsx'
import { onSwitch, returnToCompany, switchCompany } from './switch-company.ts'

/** One bar under the header at a time, the weightiest. */
export function Bars() {
  const isOnline = useOnline()
  const { company_changed } = useSyncExternalStore(subscribePrompts, promptState)
  const session = boot.session
  const own = session?.company
  useEffect(
    () =>
      onSwitch((active_company) => {
        const other = active_company !== own?.id
        showCompanyChanged(other ? new ApiProblem(409, { code: 'company_changed', active_company }) : null)
      }),
    [own],
  )
  if (company_changed) return <CompanyChanged problem={company_changed} />
  if (!own?.is_visiting) return isOnline ? <FactorBar /> : <OfflineBar />
  const home = session?.companies.find((one) => one.via === 'membership' && one.id !== own.id)
  return (
    <div className="mp-bar mp-tint-warning" role="status">
      {t('bar.visiting', { company: own.name })}
      {home && (
        <Button size="compact-sm" variant="default" onClick={() => void switchCompany(home.id)}>
          {t('bar.visiting_leave')}
        </Button>
      )}
    </div>
  )
}

const codesAreFew = 3

/** Days left to set up a second factor that a policy demands; or few recovery codes left. */
function FactorBar() {
  // Drawn anew with every page: what was mended there is gone from here.
  const { pathname } = useLocation()
  const factor = boot.session?.second_factor
  if (!factor || pathname === '/account/security') return null
  const { due_at, recovery_codes_left: left } = factor
  if (due_at === null && (left === null || left > codesAreFew)) return null
  const days = due_at === null ? 0 : Math.max(0, Math.ceil((Date.parse(due_at) - Date.now()) / 86_400_000))
  return (
    <div className="mp-bar mp-tint-warning" role="status">
      {due_at === null ? t('bar.codes_left', { n: left ?? 0 }) : t('bar.second_factor', { days })}
      <Button size="compact-sm" variant="default" component={Link} to="/account/security">
        {due_at === null ? t('bar.codes_renew') : t('bar.second_factor_set_up')}
      </Button>
    </div>
  )
}

/** Another tab has switched: nothing is saved until the person decides. */
function CompanyChanged({ problem }: { problem: ApiProblem }) {
  const own = boot.session?.company
  const company = nameOf(problem.members.active_company)
  async function goBack() {
    if (!own) return
    try {
      await returnToCompany(own.id)
      showCompanyChanged(null)
      void queryClient.invalidateQueries({ refetchType: 'active' })
    } catch (error) {
      toast.error(problemOf(error))
    }
  }
  return (
    <div className="mp-bar mp-tint-warning" role="alert">
      {t('bar.company_changed', { company })}
      {own && (
        <Button size="compact-sm" onClick={() => void goBack()}>
          {t('bar.go_back', { company: own.name })}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
        {t('bar.continue', { company })}
      </Button>
    </div>
  )
}

/** The server names it, or only its id is known. */
function nameOf(active: unknown): string {
  if (typeof active === 'object' && active !== null && 'name' in active) return String(active.name)
  return boot.session?.companies.find((one) => one.id === Number(active))?.name ?? t('bar.other_company')
}
