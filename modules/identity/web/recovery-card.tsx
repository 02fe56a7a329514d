import { Button } from '@mantine/core'
import { useState } from 'react'
import { api, refresh, useSignedIn } from '../../../platform/web/client/index.ts'
import { ConfirmDialog, Dialog } from '../../../platform/web/ui/index.ts'
import { identityApi } from '../contract.ts'
import { FactorCard } from './factor-list.tsx'
import { t } from './messages.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

/** How many recovery codes are left; new ones in their place. */
export function RecoveryCard({ left }: { left: number }) {
  const session = useSignedIn()
  const [asking, setAsking] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  async function renew() {
    const made = await api(identityApi.makeRecoveryCodes)
    const recovery_codes_left = made.codes.length
    Object.assign(session, { second_factor: { ...session.second_factor, recovery_codes_left } })
    await refresh(identityApi.listTotp)
    void refresh(identityApi.listAccountEvents)
    setCodes(made.codes)
  }
  return (
    <FactorCard
      title={t('codes.title')}
      text={t('codes.left', { n: left })}
      on={left > 0}
      action={
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('codes.renew')}
        </Button>
      }
    >
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('codes.renew_title')}
        consequence={t('codes.renew_text')}
        action={t('codes.renew')}
        dangerous={false}
        run={renew}
      />
      <Dialog opened={codes !== null} onClose={() => setCodes(null)} title={t('codes.title')} width={560}>
        <RecoveryCodes codes={codes ?? []} onKept={() => setCodes(null)} />
      </Dialog>
    </FactorCard>
  )
}
