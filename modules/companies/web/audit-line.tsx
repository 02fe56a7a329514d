import { Initials, Status, Time } from '../../../platform/web/ui/index.ts'
import type { AuditEntry } from '../contract.ts'
import { IconChevronRight } from './icons.ts'
import { t } from './messages.ts'

interface Props {
  entry: AuditEntry
  open: boolean
  onToggle: () => void
}

/** One entry as a sentence, with who, where and when. */
export function AuditLine({ entry, open, onToggle }: Props) {
  const { actor, company } = entry
  return (
    <button
      type="button"
      className="audit-line"
      aria-expanded={open}
      aria-controls={`audit-${entry.id}`}
      onClick={onToggle}
    >
      <IconChevronRight className="audit-chevron" size={16} aria-hidden />
      <Initials name={actor.name ?? actor.kind} size={28} />
      <span className="audit-sentence">
        {entry.sentence}
        <span className="audit-where">
          {company?.name && <span>{company.name}</span>}
          {entry.audience === 'provider' && <Status kind="neutral" label={t('audit.internal')} />}
          {actor.impersonator && <Status kind="warning" label={t('audit.impersonated')} />}
        </span>
      </span>
      <span className="audit-time">
        <Time at={entry.created_at} />
      </span>
    </button>
  )
}
