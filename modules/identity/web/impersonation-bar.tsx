import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { api, boot, fullName, problemOf } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { t } from './messages.ts'
import { enter } from './sign-in.ts'

/** While a super administrator acts as somebody: who, how long still, and the way back. Always in sight. */
export default function ImpersonationBar() {
  const session = boot.session
  const minutes = useMinutesTo(session?.session.absolute_expires_at ?? '')
  if (!session?.session.impersonator) return null
  const { user } = session
  async function stop() {
    try {
      await api(identityApi.stopImpersonation, {}, { quiet: true })
      enter(`/admin/users/${user.id}`)
    } catch (error) {
      if (problemOf(error).status === 401) enter('/login')
      else toast.error(problemOf(error))
    }
  }
  return (
    <section className="mp-bar mp-bar-fixed mp-tint-danger" aria-label={t('acting.label')}>
      <span>
        {t('acting.text', { name: fullName(user) })} <strong>{t('acting.left', { n: minutes })}</strong>
      </span>
      <Button size="compact-sm" variant="default" onClick={() => void stop()}>
        {t('acting.stop')}
      </Button>
    </section>
  )
}

function useMinutesTo(end: string): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((Date.parse(end) - now) / 60_000))
}
