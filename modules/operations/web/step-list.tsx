import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { Link } from '../../../platform/web/ui/index.ts'
import type { Setup } from '../contract.ts'
import { t } from './messages.ts'
import type { Step } from './steps.ts'
import { progressOf, stepTitle } from './steps.ts'

/** All steps with their state; any can be opened at any time. */
export function StepList({ setup, current }: { setup: Setup; current: Step | null }) {
  const { dealt, total } = progressOf(setup)
  return (
    <nav aria-label={t('setup.steps')}>
      <p className="mp-muted mp-small">{t('setup.progress', { n: dealt, total })}</p>
      <ol className="op-steps">
        {setup.steps.map(({ step, state }, at) => (
          <li key={step}>
            <Link
              to={`/admin/setup?step=${step}`}
              className="op-step"
              aria-current={step === current ? 'step' : undefined}
            >
              <span className="op-mark" data-state={state} aria-hidden>
                {state === 'done' ? <IconCheck size={16} /> : at + 1}
              </span>
              <span className="op-step-text">
                {stepTitle(step)}
                {state === 'skipped' && (
                  <span className="mp-muted mp-small mp-block">{t('setup.state_skipped')}</span>
                )}
                {state === 'done' && <span className="mp-hidden"> ({t('setup.state_done')})</span>}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
