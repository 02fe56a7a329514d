import './operations.css'
import './jobs.css'
import { useApi } from '../../../platform/web/client/index.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  Region,
  Status,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import type { JobItem } from '../contract/jobs.ts'
import { jobStates, jobsApi } from '../contract/jobs.ts'
import { streamApi } from '../contract/stream.ts'
import { EventFailures } from './event-failures.tsx'
import { IconStack } from './icons.ts'
import { jobStatus, workName } from './job-words.ts'
import { t } from './messages.ts'
import { Queues } from './queues.tsx'
import { useTicking } from './use-ticking.ts'

const seen = [jobsApi.listQueues, jobsApi.listJobs, streamApi.listEventFailures]

/** Queues with what waits and lies dead in them, and the jobs themselves. */
export default function JobsPage() {
  const list = useListState(jobsApi.listJobs)
  const answer = useApi(jobsApi.listJobs, { query: list.query }, { keep: true })
  const queues = useApi(jobsApi.listQueues, {}, { keep: true })
  useTicking(seen)
  const names = queues.data?.items.map(({ name }) => ({ value: name, label: workName(name) })) ?? []
  return (
    <Page title={t('jobs.title')} description={t('jobs.text')}>
      <div className="mp-stack">
        <Region>
          <Queues answer={queues} chosen={String(list.query.queue ?? '')} choose={list.set} />
        </Region>
        <Region>
          <EventFailures />
        </Region>
        <div>
          <FilterBar
            list={list}
            searchLabel={t('jobs.search')}
            fields={[
              { name: 'queue', label: t('jobs.queue'), options: names },
              {
                name: 'state',
                label: t('jobs.state'),
                options: jobStates.map((value) => ({ value, label: jobStatus(value).label })),
              },
            ]}
          />
          <DataTable
            label={t('jobs.title')}
            answer={answer}
            list={list}
            columns={columns}
            rowKey={(job) => job.id}
            rowPath={(job) => `/admin/jobs/${job.id}`}
            empty={<EmptyState icon={IconStack} title={t('jobs.empty')} text={t('jobs.empty_text')} />}
          />
        </div>
      </div>
    </Page>
  )
}

const columns: Column<JobItem>[] = [
  { key: 'queue', label: t('jobs.job'), card: 'title', render: (job) => workName(job.queue) },
  {
    key: 'state',
    label: t('jobs.state'),
    card: 'badge',
    width: '10rem',
    render: (job) => <Status {...jobStatus(job.state)} />,
  },
  { key: 'attempts', label: t('jobs.attempts'), width: '6rem', align: 'end', render: (job) => job.attempts },
  {
    key: 'error',
    label: t('jobs.error'),
    render: (job) => (job.last_error_code ? <code>{job.last_error_code}</code> : '–'),
  },
  {
    key: 'created_at',
    label: t('jobs.created'),
    width: '9rem',
    render: (job) => <Time at={job.created_at} />,
  },
]
