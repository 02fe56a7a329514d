import { Button } from '@mantine/core'
import { IconCheck } from '../../../platform/web/ui/icons.ts'
import { Link } from '../../../platform/web/ui/index.ts'
import type { Setup } from '../contract.ts'
import { t } from './messages.ts'
import { stepTitle } from './steps.ts'

/** Nothing is open any more; what was skipped can still be done. */
export function SetupDone({ setup }: { setup: Setup }) {
  const skipped = setup.steps.filter(({ state }) => state === 'skipped')
  return (
    <section className="mp-card op-step-card">
      <div className="mp-row">
        <span className="op-mark" data-state="done" aria-hidden>
          <IconCheck size={16} />
        </span>
        <h2>{t('setup.complete')}</h2>
      </div>
      <p className="op-flush">{t('setup.complete_text')}</p>
      {skipped.length > 0 && (
        <div>
          <p className="mp-muted op-flush">{t('setup.skipped')}</p>
          <ul>
            {skipped.map(({ step }) => (
              <li key={step}>
                <Link to={`/admin/setup?step=${step}`}>{stepTitle(step)}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="mp-form-actions">
        <Button component={Link} to="/tickets">
          {t('setup.to_tickets')}
        </Button>
        <Button component={Link} variant="default" to="/companies">
          {t('setup.to_customers')}
        </Button>
      </div>
    </section>
  )
}
