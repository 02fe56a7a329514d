import './operations.css'
import './jobs.css'
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api, refresh, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import {
  ConfirmDialog,
  ContractForm,
  ErrorState,
  Fact,
  Field,
  Loading,
  Page,
  Region,
  SubmitButton,
  Time,
  toast,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { TaskItem } from '../contract/tasks.ts'
import { tasksApi } from '../contract/tasks.ts'
import { t } from './messages.ts'
import { TaskActions } from './task-actions.tsx'
import { nameOf } from './task-columns.tsx'
import { CompanyField } from './task-fields.tsx'
import { ScheduleFields } from './task-form.tsx'
import { InputFields } from './task-input-fields.tsx'
import { TaskRuns } from './task-runs.tsx'

/** One task: its schedule, its runs, and what they say. */
export default function TaskPage() {
  useLive(['scheduled_tasks'])
  const { scheduled_task_id } = useParams({ strict: false }) as { scheduled_task_id: string }
  const params = { scheduled_task_id: Number(scheduled_task_id) }
  const {
    data: task,
    error,
    refetch,
  } = useApi(tasksApi.readTask, { params }, { topics: ['scheduled_tasks'] })
  if (!task) {
    return (
      <Page title={t('tasks.one')}>
        {error ? <ErrorState problem={error} retry={() => void refetch()} /> : <Loading rows={6} />}
      </Page>
    )
  }
  return (
    <Page
      title={nameOf(task)}
      description={`${task.sentence[language]} · ${task.time_zone}`}
      actions={<Actions task={task} />}
      facts={<Facts task={task} />}
    >
      <div className="mp-stack">
        <Region>
          <TaskRuns task={task} />
        </Region>
        <EditForm key={task.version} task={task} />
      </div>
    </Page>
  )
}

function Actions({ task }: { task: TaskItem }) {
  const [removing, setRemoving] = useState(false)
  const go = useGo()
  return (
    <>
      <TaskActions task={task} labelled />
      {!task.is_system && (
        <Button variant="default" onClick={() => setRemoving(true)}>
          {t('tasks.remove')}
        </Button>
      )}
      <ConfirmDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t('tasks.remove_title', { name: task.name })}
        consequence={t('tasks.remove_text')}
        action={t('tasks.remove')}
        run={async () => {
          const params = { scheduled_task_id: task.id }
          await api(tasksApi.deleteTask, { params, query: { version: task.version } })
          await refresh(tasksApi.listTasks)
          go('/admin/tasks')
        }}
      />
    </>
  )
}

function Facts({ task }: { task: TaskItem }) {
  return (
    <>
      <Fact label={t('tasks.task')}>
        <code className="op-break">{task.task}</code>
      </Fact>
      <Fact label={t('tasks.next')}>
        {task.paused_at ? t('tasks.paused') : <Time at={task.next_run_at} />}
      </Fact>
      {task.company_name && <Fact label={t('tasks.company')}>{task.company_name}</Fact>}
    </>
  )
}

function EditForm({ task }: { task: TaskItem }) {
  const { name, cron, time_zone, missed, overlap, max_retries, retry_delay_seconds, timeout_seconds } = task
  const plan = { cron, time_zone, missed, overlap, max_retries, retry_delay_seconds, timeout_seconds }
  const form = useContractForm(tasksApi.changeTask, {
    values: task.is_system ? plan : { name, company_id: task.company_id, input: task.input, ...plan },
    request: { params: { scheduled_task_id: task.id } },
    prepare: (body) => ({ ...body, version: task.version }),
    onDone: () => {
      toast.success(t('tasks.saved'))
      void refresh(tasksApi.readTask)
      void refresh(tasksApi.listTasks)
    },
  })
  const types = useApi(tasksApi.listTaskTypes, {}, { enabled: !task.is_system }).data?.items
  const type = task.is_system ? undefined : types?.find((one) => one.task === task.task)
  const company = task.company_id && { value: String(task.company_id), label: task.company_name ?? '' }
  return (
    <section aria-labelledby="schedule">
      <ContractForm form={form} className="mp-form mp-card">
        <h2 id="schedule">{t('tasks.plan')}</h2>
        {!task.is_system && <Field name="name" label={t('tasks.name')} autoComplete="off" />}
        {type?.per_company && <CompanyField form={form} first={company || null} />}
        {type && <InputFields form={form} type={type} />}
        <ScheduleFields form={form} />
        <div className="mp-form-actions">
          <SubmitButton>{t('tasks.save')}</SubmitButton>
        </div>
      </ContractForm>
    </section>
  )
}
