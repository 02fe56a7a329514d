import { useEffect } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import { translateAny } from '../../../platform/web/messages/index.ts'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import { type IntegrationCheck, integrationsApi } from '../contract.ts'
import { t } from './messages.ts'
import { problemWords } from './problem-words.ts'

/** What the last check found, step by step. */
export function SyncroCheck({ check }: { check: IntegrationCheck }) {
  const isRunning = check.status === 'running'
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(() => void refresh(integrationsApi.readIntegration), 700)
    return () => clearInterval(timer)
  }, [isRunning])
  return (
    <div aria-live="polite" className="im-check">
      <p className="mp-muted im-flush">
        {t(isRunning ? 'syncro.checking' : 'syncro.checked')} <Time at={check.started_at} />
      </p>
      <ul>
        {check.steps.map(({ name, ok, code = null, detail }) => (
          <li key={name}>
            <Status kind={ok ? 'success' : 'danger'} label={translateAny(`syncro.step_${name}`)} />
            {detail && <span className="mp-muted">{problemWords({ code }, detail)}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
