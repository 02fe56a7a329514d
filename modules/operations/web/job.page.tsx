import './operations.css'
import './jobs.css'
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api, boot, problemOf, refresh, useApi, useCall } from '../../../platform/web/client/index.ts'
import {
  ConfirmDialog,
  ErrorState,
  Fact,
  Loading,
  Page,
  Status,
  Time,
  toast,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { JobDetail } from '../contract/jobs.ts'
import { jobsApi } from '../contract/jobs.ts'
import { jobStatus, workName } from './job-words.ts'
import { t } from './messages.ts'

/** One job: what it is about, what came of it, and what can be done. */
export default function JobPage() {
  const { job: id } = useParams({ strict: false }) as { job: string }
  const { data: job, error, refetch } = useApi(jobsApi.readJob, { params: { job: id } })
  if (!job) {
    return (
      <Page title={t('jobs.one')}>
        {error ? <ErrorState problem={error} retry={() => void refetch()} /> : <Loading rows={6} />}
      </Page>
    )
  }
  return (
    <Page
      title={workName(job.queue)}
      description={<code>{job.id}</code>}
      actions={boot.session?.user.is_super_admin && <Actions job={job} />}
      facts={<Facts job={job} />}
    >
      <div className="mp-stack">
        <Block title={t('jobs.payload')} text={t('jobs.payload_text')} value={job.payload} />
        {job.output !== null && <Block title={t('jobs.output')} value={job.output} />}
      </div>
    </Page>
  )
}

function Block({ title, text, value }: { title: string; text?: string; value: unknown }) {
  return (
    <section className="mp-card">
      <h2>{title}</h2>
      {text && <p className="mp-muted mp-small op-flush">{text}</p>}
      <pre className="op-json">{JSON.stringify(value, null, 2)}</pre>
    </section>
  )
}

function Actions({ job }: { job: JobDetail }) {
  const go = useGo()
  const [removing, setRemoving] = useState(false)
  const params = { job: job.id }
  const onError = (error: unknown) => toast.error(problemOf(error))
  const again = { refreshes: [jobsApi.listJobs, jobsApi.listQueues, jobsApi.readJob] }
  const run = useCall(jobsApi.runJob, { ...again, onDone: () => toast.success(t('jobs.started')) })
  const retry = useCall(jobsApi.retryJob, { ...again, onDone: ({ id }) => go(`/admin/jobs/${id}`) })
  const waits = job.state === 'due' || job.state === 'retrying'
  if (!waits && job.state !== 'dead') return null
  return (
    <>
      <Button variant="default" onClick={() => setRemoving(true)}>
        {t('jobs.remove')}
      </Button>
      {waits ? (
        <Button loading={run.isPending} onClick={() => run.mutate({ params }, { onError })}>
          {t('jobs.run')}
        </Button>
      ) : (
        <Button loading={retry.isPending} onClick={() => retry.mutate({ params }, { onError })}>
          {t('jobs.retry')}
        </Button>
      )}
      <ConfirmDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('jobs.remove_title')}
        consequence={t('jobs.remove_text')}
        action={t('jobs.remove')}
        run={async () => {
          await api(jobsApi.deleteJob, { params })
          await refresh(jobsApi.listJobs)
          go('/admin/jobs')
        }}
      />
    </>
  )
}

function Facts({ job }: { job: JobDetail }) {
  return (
    <>
      <Fact label={t('jobs.state')}>
        <Status {...jobStatus(job.state)} />
      </Fact>
      <Fact label={t('jobs.attempts')}>{job.attempts}</Fact>
      {job.last_error_code && (
        <Fact label={t('jobs.error')}>
          <code>{job.last_error_code}</code>
        </Fact>
      )}
      <Fact label={t('jobs.created')}>
        <Time at={job.created_at} />
      </Fact>
      <Fact label={t('jobs.starts')}>
        <Time at={job.start_after} />
      </Fact>
      {job.finished_at && (
        <Fact label={t('jobs.finished')}>
          <Time at={job.finished_at} />
        </Fact>
      )}
    </>
  )
}
