import { lazy, Suspense, useState } from 'react'
import { hasPermission, isProvider } from '../../../platform/web/client/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { formatTime, Link } from '../../../platform/web/ui/index.ts'
import type { AuditEntry } from '../contract.ts'
import { AuditChanges } from './audit-changes.tsx'
import { textOf, wordsOf } from './audit-words.ts'
import { t } from './messages.ts'

const AuditEffects = lazy(() =>
  import('./audit-effects.tsx').then((part) => ({ default: part.AuditEffects })),
)

/** What an entry holds: before and after side by side, and everything else it knows. */
export function AuditDetails({ entry, list }: { entry: AuditEntry; list?: ListState }) {
  const { subject, request_id } = entry
  const [asked, setAsked] = useState(false)
  const facts: [string, string | null | undefined][] = [
    [t('audit.what'), `${entry.label} (${entry.type})`],
    [t('audit.when'), formatTime(entry.created_at)],
    [t('audit.impersonator'), entry.actor.impersonator?.name],
    [t('audit.ip'), entry.ip],
    [t('audit.user_agent'), entry.user_agent],
    [t('audit.request'), request_id],
    ...Object.entries(entry.facts).map(([name, value]): [string, string] => [wordsOf(name), textOf(value)]),
  ]
  return (
    <div className="audit-details" id={`audit-${entry.id}`}>
      {entry.changes.length > 0 && <AuditChanges changes={entry.changes} />}
      <dl className="audit-facts">
        {facts
          .filter(([, value]) => value && value !== subject.name)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <p className="audit-ways">
        {subject.path && (
          <Link to={subject.path}>{t('audit.open', { name: subject.name ?? subject.type })}</Link>
        )}
        {list && <Ways entry={entry} list={list} />}
        {isProvider() && hasPermission('audit.view') && !asked && (
          <button type="button" className="mp-link" onClick={() => setAsked(true)}>
            {t('audit.effects')}
          </button>
        )}
      </p>
      {asked && (
        <Suspense>
          <AuditEffects eventId={entry.id} />
        </Suspense>
      )}
    </div>
  )
}

/** From one entry to all of the same person, thing, company or request. */
function Ways({ entry, list }: { entry: AuditEntry; list: ListState }) {
  const { actor, subject, company, request_id } = entry
  const ways: [string, Record<string, unknown>][] = []
  if (actor.id !== null && actor.name)
    ways.push([t('audit.all_of', { name: actor.name }), { actor_kind: actor.kind, actor_id: actor.id }])
  if (subject.id !== null)
    ways.push([
      t('audit.all_about', { name: subject.name ?? `${wordsOf(subject.type)} ${subject.id}` }),
      { subject_type: subject.type, subject_id: subject.id },
    ])
  if (company?.name) ways.push([t('audit.all_in', { name: company.name }), { company_id: company.id }])
  if (request_id) ways.push([t('audit.all_request'), { request_id }])
  return ways.map(([label, filters]) => (
    <button key={label} type="button" className="mp-link" onClick={() => list.set(filters)}>
      {label}
    </button>
  ))
}
