import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api, useApi } from '../../../../platform/web/client/index.ts'
import { Guard, Loading, Picker } from '../../../../platform/web/ui/index.ts'
import { findCompanies } from '../../../companies/web/index.tsx'
import type { DeskPriority } from '../../contract/setup.ts'
import type { DeskCalendar, SlaPolicy } from '../../contract/sla.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { t } from './messages.ts'
import { leadToWrong, save } from './setup-call.ts'
import { minutesOf, textOfMinutes } from './sla-text.ts'

interface Props {
  policy: SlaPolicy | null
  calendars: readonly DeskCalendar[]
  onDone: () => void
}

interface Target {
  priority: string
  first_reply: string
  resolve: string
}

interface Draft {
  name: string
  calendar_id: number
  is_default: boolean
  targets: Target[]
  companies: { id: number; name: string }[]
}

/** What is promised by priority, by which hours, and to whom. */
export function PolicyForm(props: Props) {
  const priorities = useApi(ticketsApi.listPriorities, {})
  if (!priorities.data) return <Loading rows={6} />
  const active = priorities.data.items.filter(({ is_active }) => is_active).toReversed()
  return <Form {...props} priorities={active} />
}

function draftOf({ policy, calendars }: Props, priorities: readonly DeskPriority[]): Draft {
  const usual = calendars.find(({ is_default }) => is_default) ?? calendars[0]
  return {
    name: policy?.name ?? '',
    calendar_id: policy?.calendar.id ?? usual?.id ?? 0,
    is_default: policy?.is_default ?? false,
    targets: priorities.map(({ key }) => {
      const target = policy?.targets.find(({ priority }) => priority === key)
      return {
        priority: key,
        first_reply: textOfMinutes(target?.first_reply_minutes ?? null),
        resolve: textOfMinutes(target?.resolve_minutes ?? null),
      }
    }),
    companies: policy?.companies ?? [],
  }
}

/** What is sent; null while something cannot be read. */
function bodyOf({ name, calendar_id, is_default, targets, companies }: Draft) {
  const read = targets.map(({ priority, first_reply, resolve }) => ({
    priority,
    first_reply_minutes: minutesOf(first_reply),
    resolve_minutes: minutesOf(resolve),
  }))
  if (read.some((one) => one.first_reply_minutes === undefined || one.resolve_minutes === undefined))
    return null
  const said = read.flatMap(({ priority, first_reply_minutes = null, resolve_minutes = null }) =>
    first_reply_minutes === null && resolve_minutes === null
      ? []
      : [{ priority, first_reply_minutes, resolve_minutes }],
  )
  const company_ids = companies.map(({ id }) => id)
  return { name: name.trim(), calendar_id, is_default, targets: said, company_ids }
}

function Form({ priorities, ...props }: Props & { priorities: readonly DeskPriority[] }) {
  const { policy, calendars, onDone } = props
  const [draft, setDraft] = useState(() => draftOf(props, priorities))
  const [first] = useState(draft)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const body = bodyOf(draft)
  async function send() {
    if (!body) return
    const work = policy
      ? api(ticketsApi.changeSlaPolicy, {
          params: { policy_id: policy.id },
          body: { ...body, version: policy.version },
        })
      : api(ticketsApi.createSlaPolicy, { body })
    if (await save(work, ticketsApi.listSlaPolicies)) onDone()
  }
  return (
    <form
      className="mp-stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (body) void send()
        else leadToWrong(event.currentTarget)
      }}
    >
      <TextInput
        label={t('setup_desk.name')}
        required
        pattern=".*\S.*"
        maxLength={60}
        data-autofocus
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('sla.calendar')}
        value={String(draft.calendar_id)}
        data={calendars.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(event) => change({ calendar_id: Number(event.currentTarget.value) })}
      />
      <Targets draft={draft} priorities={priorities} change={change} />
      <Checkbox
        label={t('sla.is_default')}
        checked={draft.is_default}
        onChange={(event) => change({ is_default: event.currentTarget.checked })}
      />
      <Companies chosen={draft.companies} onChange={(companies) => change({ companies })} />
      <div className="mp-form-actions">
        <Button type="submit">{t('desk.save')}</Button>
      </div>
      <Guard when={draft !== first} />
    </form>
  )
}

interface TargetsProps {
  draft: Draft
  priorities: readonly DeskPriority[]
  change: (part: Partial<Draft>) => void
}

function Targets({ draft, priorities, change }: TargetsProps) {
  const labelOf = (key: string) => labelText(priorities.find((one) => one.key === key)?.label ?? key)
  const cell = (target: Target, field: 'first_reply' | 'resolve') => (
    <TextInput
      aria-label={t('setup_desk.of', { what: t(`sla.${field}`), name: labelOf(target.priority) })}
      placeholder="–"
      value={target[field]}
      error={minutesOf(target[field]) === undefined ? t('sla.target_bad') : null}
      onChange={(event) => {
        const typed = event.currentTarget.value
        const targets = draft.targets.map((one) =>
          one.priority === target.priority ? { ...one, [field]: typed } : one,
        )
        change({ targets })
      }}
    />
  )
  return (
    <fieldset className="ds-plain">
      <legend className="mp-muted">{t('sla.target_hint')}</legend>
      <table className="ds-targets">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('sla.first_reply')}</th>
            <th scope="col">{t('sla.resolve')}</th>
          </tr>
        </thead>
        <tbody>
          {draft.targets.map((target) => (
            <tr key={target.priority}>
              <th scope="row">{labelOf(target.priority)}</th>
              <td>{cell(target, 'first_reply')}</td>
              <td>{cell(target, 'resolve')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  )
}

interface CompaniesProps {
  chosen: Draft['companies']
  onChange: (companies: Draft['companies']) => void
}

function Companies({ chosen, onChange }: CompaniesProps) {
  return (
    <div className="mp-stack">
      <Picker
        label={t('sla.company_add')}
        value={null}
        clearable={false}
        load={findCompanies}
        onChange={(choice) => {
          if (!choice || chosen.some(({ id }) => id === Number(choice.value))) return
          onChange([...chosen, { id: Number(choice.value), name: choice.label }])
        }}
      />
      {chosen.length > 0 && (
        <ul className="ds-chips" aria-label={t('sla.companies')}>
          {chosen.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                className="ds-chip"
                aria-label={t('sla.company_remove', { name })}
                onClick={() => onChange(chosen.filter((one) => one.id !== id))}
              >
                {name} <span aria-hidden>×</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
