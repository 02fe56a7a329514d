import './operations.css'
import { Button } from '@mantine/core'
import { problemOf, useCall } from '../../../platform/web/client/index.ts'
import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { Link, toast } from '../../../platform/web/ui/index.ts'
import { operationsApi } from '../contract.ts'
import { t } from './messages.ts'
import { progressOf, stepTitle, useSetup } from './steps.ts'

/** "Set up your portal" on Home, until everything is dealt with or the card is put away. */
export default function SetupCard() {
  const { data: setup } = useSetup()
  const change = useCall(operationsApi.changeSetup, { refreshes: [operationsApi.readSetup] })
  if (!setup || setup.complete || setup.dismissed) return null
  const { dealt, total } = progressOf(setup)
  const dismiss = (dismissed: boolean) =>
    change.mutate(
      { body: { dismissed } },
      {
        onError: (error) => toast.error(problemOf(error)),
        onSuccess: () => dismissed && toast.success(t('setup.put_away'), { undo: () => dismiss(false) }),
      },
    )
  return (
    <section className="mp-card" aria-labelledby="setup-card">
      <div className="op-card-head">
        <div>
          <h2 id="setup-card">{t('setup.title')}</h2>
          <span className="mp-muted">{t('setup.progress', { n: dealt, total })}</span>
        </div>
        <span className="mp-row">
          <Button variant="subtle" color="gray" onClick={() => dismiss(true)}>
            {t('setup.dismiss')}
          </Button>
          <Button component={Link} to="/admin/setup">
            {t('setup.go_on')}
          </Button>
        </span>
      </div>
      <div className="op-bar" aria-hidden>
        <span style={{ width: `${(dealt / total) * 100}%` }} />
      </div>
      <ul className="op-todo">
        {setup.steps.map(({ step, state }, at) => (
          <li key={step}>
            <span className="op-mark" data-state={state} aria-hidden>
              {state === 'done' ? <IconCheck size={16} /> : at + 1}
            </span>
            <span className={state === 'open' ? 'op-line-text' : 'op-line-text mp-muted'}>
              {stepTitle(step)}
              {state !== 'open' && <span className="mp-small"> · {t(`setup.state_${state}`)}</span>}
            </span>
            {state !== 'done' && (
              <Link
                to={`/admin/setup?step=${step}`}
                aria-label={t('setup.do_named', { step: stepTitle(step) })}
              >
                {t('setup.do')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
