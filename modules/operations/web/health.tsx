import { Button } from '@mantine/core'
import { useApi } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import { ErrorState, Loading, Status, Time } from '../../../platform/web/ui/index.ts'
import { operationsApi } from '../contract.ts'
import { t } from './messages.ts'

const kinds = { ok: 'success', degraded: 'warning', down: 'danger', off: 'neutral' } as const

/** How the portal and its parts are, now. */
export function Health() {
  const { data, error, refetch, isFetching } = useApi(operationsApi.health, {})
  return (
    <section className="mp-card" aria-labelledby="health">
      <div className="op-card-head">
        <h2 id="health">{t('health.title')}</h2>
        <Button variant="default" size="compact-md" loading={isFetching} onClick={() => void refetch()}>
          {t('health.check')}
        </Button>
      </div>
      {!data && error && <ErrorState problem={error} />}
      {!data && !error && <Loading rows={3} />}
      {data && (
        <>
          <ul className="op-todo">
            {Object.entries(data.components).map(([name, { status }]) => (
              <li key={name}>
                <span className="op-line-text">{partName(name)}</span>
                <Status kind={kinds[status]} label={t(`health.${status}`)} />
              </li>
            ))}
          </ul>
          <p className="mp-muted mp-small op-flush">
            {t('health.checked')} <Time at={data.checked_at} />
          </p>
        </>
      )}
    </section>
  )
}

function partName(name: string): string {
  const key = `health.part.${name}`
  return hasText(key) ? translateAny(key) : name
}
