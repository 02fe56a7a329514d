import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { IntegrationCard } from '../contract.ts'
import { t } from './messages.ts'

const kinds = {
  off: 'neutral',
  untested: 'waiting',
  ok: 'success',
  failing: 'danger',
  paused: 'warning',
} as const

/** How a connection does, in a word and a colour. */
export const ConnectionState = ({ state }: Pick<IntegrationCard, 'state'>) => (
  <Status kind={kinds[state]} label={t(`syncro.state_${state}`)} />
)

/** When it was last used. */
export const LastUsed = ({ at }: { at: string | null }) => (
  <p className="mp-muted im-flush">
    {at ? (
      <>
        {t('catalogue.last_used')} <Time at={at} />
      </>
    ) : (
      t('catalogue.never_used')
    )}
  </p>
)
