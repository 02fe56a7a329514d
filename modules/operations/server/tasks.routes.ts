import { provider } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import * as jobs from '../../../platform/jobs/index.ts'
import { tasksApi } from '../contract/tasks.ts'
import * as tasks from './tasks.service.ts'

const access = provider('tasks.manage')
registerTopic({ noun: 'scheduled_tasks', subject: 'scheduled_task', access })
registerTopic({
  subject: 'task_run',
  access,
  canHear: async (scope, id) => (await jobs.readRun(scope, id)) !== null,
})

export function tasksRoutes(routes: Routes): void {
  const { route } = routes
  route(tasksApi.listTaskTypes, async () => ({ items: jobs.listTaskTypes() }))
  route(tasksApi.previewSchedule, async ({ body }) => jobs.previewSchedule(body.cron, body.time_zone))
  route(tasksApi.listTasks, async ({ scope, query }) =>
    tasks.listed(scope, await jobs.listTasks(scope, query)),
  )
  route(tasksApi.createTask, ({ scope, body }) => tasks.create(scope, body))
  route(tasksApi.readTask, async ({ scope, params }) =>
    tasks.namedOne(scope, await jobs.readTask(scope, params.scheduled_task_id)),
  )
  route(tasksApi.changeTask, ({ scope, params, body, if_match }) =>
    tasks.change(scope, params.scheduled_task_id, { ...body, if_match }),
  )
  route(tasksApi.deleteTask, ({ scope, params, query, if_match }) =>
    tasks.remove(scope, params.scheduled_task_id, { ...query, if_match }),
  )
  route(tasksApi.pauseTask, ({ scope, params, if_match }) =>
    tasks.pause(scope, params.scheduled_task_id, { if_match }),
  )
  route(tasksApi.resumeTask, ({ scope, params, if_match }) =>
    tasks.resume(scope, params.scheduled_task_id, { if_match }),
  )
  startRoute(routes)
  runRoutes(routes)
}

function startRoute({ own }: Routes): void {
  own(tasksApi.startTask, async ({ once, params, body, if_match, raw, answer }) => {
    const given = { if_match, company_ids: body.company_ids }
    const started = await once((scope) => tasks.start(scope, params.scheduled_task_id, given))
    if (started.several) return started.several
    const { id, status } = started.run
    const path = `/api/scheduled-task-runs/${id}`
    raw.reply.code(202)
    answer.header('location', path)
    return { id, kind: 'task_run' as const, status, path }
  })
}

function runRoutes({ route }: Routes): void {
  route(tasksApi.listRunsOfTask, async ({ scope, params, query }) => {
    const { scheduled_task_id } = params
    await jobs.readTask(scope, scheduled_task_id)
    return tasks.listed(scope, await jobs.listRuns(scope, { ...query, scheduled_task_id }))
  })
  route(tasksApi.listRuns, async ({ scope, query }) => tasks.listed(scope, await jobs.listRuns(scope, query)))
  route(tasksApi.readRun, async ({ scope, params }) =>
    tasks.namedOne(scope, await jobs.readRun(scope, params.scheduled_task_run_id)),
  )
  route(tasksApi.readRunLog, ({ scope, params, query }) =>
    jobs.readLog(scope, params.scheduled_task_run_id, query),
  )
  route(tasksApi.cancelRun, async ({ scope, params }) =>
    tasks.namedOne(scope, await jobs.cancelRun(scope, params.scheduled_task_run_id)),
  )
}
