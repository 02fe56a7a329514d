import './operations.css'
import './jobs.css'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import { Link, Page, Status } from '../../../platform/web/ui/index.ts'
import { integrationsApi } from '../../integrations/contract.ts'
import { jobsApi } from '../contract/jobs.ts'
import { streamApi } from '../contract/stream.ts'
import { tasksApi } from '../contract/tasks.ts'
import { duration } from './job-words.ts'
import { t } from './messages.ts'
import { useTicking } from './use-ticking.ts'

const seen = [jobsApi.listQueues, streamApi.listEventFailures, tasksApi.listTasks]

/** What works by itself, at a glance: each number leads to its list. */
export default function AutomationPage() {
  useTicking(seen)
  return (
    <Page title={t('automation.title')} description={t('automation.text')}>
      <ul className="op-glances">
        {hasPermission('operations.view') && <Work />}
        {hasPermission('tasks.manage') && <Tasks />}
        {hasPermission('webhooks.manage') && <Endpoints />}
      </ul>
    </Page>
  )
}

function Work() {
  const queues = useApi(jobsApi.listQueues, {}).data
  const dead = useApi(streamApi.listEventFailures, { query: { state: 'dead', limit: 200 } }).data
  const sum = (of: 'due' | 'retrying' | 'running' | 'dead') =>
    queues?.items.reduce((total, queue) => total + queue[of], 0)
  const lag = queues?.outbox_lag_seconds
  return (
    <>
      <Glance
        to="/admin/jobs"
        title={t('automation.lag')}
        value={lag === undefined ? undefined : duration(lag)}
        text={t('automation.lag_text')}
        kind={lag !== undefined && lag > 60 ? 'danger' : 'success'}
      />
      <Glance
        to="/admin/jobs?state=due"
        title={t('automation.waiting')}
        value={sum('due')}
        text={t('automation.waiting_text', { running: sum('running') ?? 0, retrying: sum('retrying') ?? 0 })}
        kind="info"
      />
      <Glance
        to="/admin/jobs?state=dead"
        title={t('automation.dead')}
        value={sum('dead')}
        text={t('automation.dead_text', { events: dead?.items.length ?? 0 })}
        kind={sum('dead') || dead?.items.length ? 'danger' : 'success'}
      />
    </>
  )
}

function Tasks() {
  useLive(['scheduled_tasks'])
  const topics = { topics: ['scheduled_tasks'] }
  const failing = useApi(tasksApi.listTasks, { query: { state: 'failing', limit: 200 } }, topics).data
  const active = useApi(tasksApi.listTasks, { query: { state: 'active', limit: 200 } }, topics).data
  const next = active?.items.flatMap(({ next_run_at }) => next_run_at ?? []).sort()[0]
  const minutes = next ? Math.max(0, Math.round((Date.parse(next) - Date.now()) / 60_000)) : 0
  return (
    <>
      <Glance
        to="/admin/tasks?state=active"
        title={t('automation.tasks')}
        value={active?.items.length}
        text={next ? t('automation.tasks_text', { n: minutes }) : t('automation.no_tasks')}
        kind="info"
      />
      <Glance
        to="/admin/tasks?state=failing"
        title={t('automation.failing')}
        value={failing?.items.length}
        text={t('automation.failing_text')}
        kind={failing?.items.length ? 'danger' : 'success'}
      />
    </>
  )
}

function Endpoints() {
  const failing = useApi(integrationsApi.listWebhookEndpoints, {
    query: { state: 'failing', limit: 200 },
  }).data
  return (
    <Glance
      to="/admin/webhooks?state=failing"
      title={t('automation.endpoints')}
      value={failing?.items.length}
      text={t('automation.endpoints_text')}
      kind={failing?.items.length ? 'danger' : 'success'}
    />
  )
}

interface GlanceProps {
  to: string
  title: string
  value: string | number | undefined
  text: string
  kind: StatusKind
}

function Glance({ to, title, value, text, kind }: GlanceProps) {
  return (
    <li>
      <Link to={to} className="op-glance">
        <span className="op-glance-title">{title}</span>
        <span className="op-glance-value">{value ?? '–'}</span>
        <span className="op-glance-text">
          {kind === 'danger' ? <Status kind="danger" label={t('automation.look')} /> : null}
          <span className="mp-muted">{text}</span>
        </span>
      </Link>
    </li>
  )
}
