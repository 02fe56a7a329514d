import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import type { FilterField, ListState } from '../../../platform/web/ui/index.ts'
import { FilterBar } from '../../../platform/web/ui/index.ts'
import type { AuditEntry } from '../contract.ts'
import { actorKinds, companiesApi } from '../contract.ts'
import { AuditPeriod } from './audit-period.tsx'
import { t } from './messages.ts'

interface Props {
  list: ListState
  fixed: Record<string, string>
  entries: readonly AuditEntry[]
}

/** What, who, where, when, and in which order; all of it in the address. */
export function AuditFilters({ list, fixed, entries }: Props) {
  const types = useApi(companiesApi.listEventTypes, { query: { locale: language } }, { staleTime: 600_000 })
  const kinds = (types.data?.items ?? [])
    .map(({ type, label }) => ({ value: type, label }))
    .sort((a, b) => a.label.localeCompare(b.label, language))
  const fields: FilterField[] = [
    { name: 'type', label: t('audit.type'), options: kinds },
    {
      name: 'preset',
      label: t('audit.preset'),
      options: [{ value: 'access_changes', label: t('audit.access_changes') }],
    },
    {
      name: 'actor_kind',
      label: t('audit.actor_kind'),
      options: actorKinds.map((value) => ({ value, label: t(`audit.kind.${value}`) })),
    },
    { name: 'actor_id', label: t('audit.person'), options: peopleOf(entries) },
    { name: 'company_id', label: t('audit.company'), options: companiesOf(entries) },
    { name: 'subject_type', label: t('audit.subject'), options: subjectsOf(entries) },
    { name: 'sort', label: t('audit.sort'), options: sorts() },
  ]
  const others: FilterField[] = ['subject_id', 'request_id', 'ip']
    .filter((name) => list.query[name] !== undefined)
    .map((name) => ({
      name,
      label: t(`audit.filter.${name as 'subject_id' | 'request_id' | 'ip'}`),
      options: [{ value: String(list.query[name]), label: String(list.query[name]) }],
    }))
  const shown = [...fields, ...others].filter(
    ({ name, options }) =>
      !(name in fixed) && (options.length > least(name) || list.query[name] !== undefined),
  )
  return (
    <>
      <AuditPeriod list={list} />
      <FilterBar list={list} fields={shown} search={null} />
    </>
  )
}

/** With one company there is nothing to choose. */
const least = (name: string) => (name === 'company_id' ? 1 : 0)

const sorts = () => [
  { value: '-created_at', label: t('audit.newest') },
  { value: 'created_at', label: t('audit.oldest') },
  { value: 'type', label: t('audit.by_type') },
  { value: 'actor', label: t('audit.by_actor') },
  { value: 'company', label: t('audit.by_company') },
]

/** Whoever stands on this page can be chosen. */
function peopleOf(entries: readonly AuditEntry[]) {
  return unique(
    entries.flatMap(({ actor }) =>
      actor.kind === 'user' && actor.id !== null ? [[actor.id, actor.name]] : [],
    ),
  )
}

const companiesOf = (entries: readonly AuditEntry[]) =>
  unique(entries.flatMap(({ company }) => (company ? [[company.id, company.name]] : [])))

const subjectsOf = (entries: readonly AuditEntry[]) =>
  unique(entries.map(({ subject }) => [subject.type, subject.type.replaceAll('_', ' ')]))

function unique(pairs: readonly (readonly (string | number | null)[])[]) {
  const names = new Map(pairs.map(([id, name]) => [String(id), String(name ?? id)]))
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, language))
}
