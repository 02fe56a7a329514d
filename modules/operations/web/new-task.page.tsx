import './operations.css'
import './jobs.css'
import { useApi } from '../../../platform/web/client/index.ts'
import { timeZone } from '../../../platform/web/messages/index.ts'
import {
  ContractForm,
  Field,
  Loading,
  Page,
  SubmitButton,
  useContractForm,
  useGo,
} from '../../../platform/web/ui/index.ts'
import type { TaskType } from '../contract/tasks.ts'
import { tasksApi } from '../contract/tasks.ts'
import { workName } from './job-words.ts'
import { t } from './messages.ts'
import { CompanyField, InputField, inputOf } from './task-fields.tsx'
import { ScheduleFields } from './task-form.tsx'

/** Schedules a task. */
export default function NewTaskPage() {
  const types = useApi(tasksApi.listTaskTypes, {}).data?.items
  return (
    <Page title={t('tasks.new')} description={t('tasks.new_text')} width="form">
      {types ? <NewForm types={types} /> : <Loading rows={8} />}
    </Page>
  )
}

function NewForm({ types }: { types: readonly TaskType[] }) {
  const go = useGo()
  const form = useContractForm(tasksApi.createTask, {
    values: {
      task: types[0]?.task ?? '',
      name: '',
      company_id: null,
      input: '{}',
      cron: '30 2 * * *',
      time_zone: timeZone,
      missed: 'run_once',
      overlap: 'skip',
      max_retries: 3,
      retry_delay_seconds: 60,
      timeout_seconds: 900,
    },
    prepare: inputOf,
    onDone: ({ id }) => go(`/admin/tasks/${id}`),
  })
  const type = types.find(({ task }) => task === form.values.task)
  return (
    <ContractForm form={form} className="mp-form mp-card">
      <Field
        name="task"
        as="select"
        label={t('tasks.task')}
        options={types.map(({ task, label }) => ({ value: task, label: workName(task, label) }))}
      />
      <Field name="name" label={t('tasks.name')} hint={t('tasks.name_hint')} autoComplete="off" />
      {type?.per_company && <CompanyField form={form} />}
      {type && <InputField type={type} />}
      <ScheduleFields form={form} />
      <div className="mp-form-actions">
        <SubmitButton>{t('tasks.create')}</SubmitButton>
      </div>
    </ContractForm>
  )
}
