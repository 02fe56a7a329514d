import './operations.css'
import './jobs.css'
import { Button } from '@mantine/core'
import { useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  useGo,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { taskStates, tasksApi } from '../contract/tasks.ts'
import { IconCalendarTime } from './icons.ts'
import { t } from './messages.ts'
import { taskColumns } from './task-columns.tsx'

/** Tasks that people scheduled; the house's own are folded below. */
export default function TasksPage() {
  useLive(['scheduled_tasks'])
  const go = useGo()
  const list = useListState(tasksApi.listTasks)
  const topics = ['scheduled_tasks']
  const answer = useApi(
    tasksApi.listTasks,
    { query: { system: false, ...list.query } },
    { topics, keep: true },
  )
  const filtered = { ...list.query, limit: 200, after: undefined, system: true }
  const system = useApi(tasksApi.listTasks, { query: filtered }, { topics, keep: true })
  const create = <Button onClick={() => go('/admin/tasks/new')}>{t('tasks.new')}</Button>
  return (
    <Page title={t('tasks.title')} description={t('tasks.text')} actions={create}>
      <FilterBar
        list={list}
        searchLabel={t('tasks.search')}
        fields={[
          {
            name: 'state',
            label: t('tasks.state'),
            options: taskStates.map((value) => ({ value, label: t(`tasks.state_${value}`) })),
          },
        ]}
      />
      <DataTable
        label={t('tasks.title')}
        answer={answer}
        list={list}
        columns={taskColumns}
        rowKey={(task) => task.id}
        rowPath={(task) => `/admin/tasks/${task.id}`}
        empty={<EmptyState icon={IconCalendarTime} title={t('tasks.empty')} text={t('tasks.empty_text')} />}
      />
      <details className="op-system" open={list.filtered || undefined}>
        <summary>{t('tasks.system', { n: system.data?.items.length ?? 0 })}</summary>
        <DataTable
          label={t('tasks.system_label')}
          answer={system}
          list={list}
          columns={taskColumns}
          rowKey={(task) => task.id}
          rowPath={(task) => `/admin/tasks/${task.id}`}
          empty={<p className="mp-muted">{t('tasks.none')}</p>}
        />
      </details>
    </Page>
  )
}
