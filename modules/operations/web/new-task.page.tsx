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
import { CompanyField } from './task-fields.tsx'
import { ScheduleFields } from './task-form.tsx'
import { InputFields } from './task-input-fields.tsx'

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
      input: {},
      cron: '30 2 * * *',
      time_zone: timeZone,
      missed: 'run_once',
      overlap: 'skip',
      max_retries: 3,
      retry_delay_seconds: 60,
      timeout_seconds: 900,
    },
    prepare: (body) => ofType(body, types),
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
      {type && <InputFields form={form} type={type} />}
      <ScheduleFields form={form} />
      <div className="mp-form-actions">
        <SubmitButton>{t('tasks.create')}</SubmitButton>
      </div>
    </ContractForm>
  )
}

/** Another task asks for other things: what was typed for the one before is left out. */
function ofType(body: Record<string, unknown>, types: readonly TaskType[]) {
  const type = types.find(({ task }) => task === body.task)
  const asked = new Set(Object.keys((type?.input_schema.properties ?? {}) as object))
  const input = Object.entries((body.input ?? {}) as object).filter(([name]) => asked.has(name))
  return { ...body, company_id: type?.per_company ? body.company_id : null, input: Object.fromEntries(input) }
}
