import { memo } from 'react'
import { Initials, RichText, Time } from '../../../platform/web/ui/index.ts'
import type { Reply } from '../contract.ts'
import { Attachments } from './attachments.tsx'
import { EntryActs } from './entry-acts.tsx'
import { EntryMail } from './entry-mail.tsx'
import { IconLock } from './icons.ts'
import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'

interface EntryProps {
  entry: Reply
  ticketId: number
  /** With what can be done with it; true unless said. */
  isWhole?: boolean
}

/** What somebody said: who, when, the text, files. Notes are striped and say that customers cannot see them. */
export function Entry({ entry, ticketId, isWhole = true }: EntryProps) {
  return (
    <article
      id={`entry-${entry.id}`}
      className="tk-entry"
      data-kind={entry.is_internal ? 'note' : entry.kind}
      data-side={entry.side}
    >
      <Said entry={entry} ticketId={ticketId} isWhole={isWhole} />
      {isWhole && <EntryMail entry={entry} ticketId={ticketId} />}
    </article>
  )
}

/** Drawn once for each state of an entry: a page may hold a thousand of them. */
const Said = memo(({ entry, ticketId, isWhole }: Required<EntryProps>) => (
  <>
    {entry.is_internal && (
      <p className="tk-note-label">
        <IconLock size={14} stroke={2} aria-hidden />
        {t('ticket.entry.internal')}
      </p>
    )}
    <header className="tk-entry-head">
      <Initials name={entry.author.name || '?'} size={28} />
      <span className="tk-entry-author">
        {entry.author.name || t(entry.side === 'system' ? 'ticket.entry.system' : 'ticket.entry.somebody')}
      </span>
      {(atDesk() || entry.side !== 'customer') && (
        <span className="tk-side">{t(`ticket.entry.side_${entry.side}`)}</span>
      )}
      <span className="tk-entry-time mp-muted mp-small">
        {entry.edited_at && <span>{t('ticket.entry.edited')} · </span>}
        <Time at={entry.created_at} />
      </span>
      {isWhole && <EntryActs entry={entry} ticketId={ticketId} />}
    </header>
    {entry.removed_at ? (
      <p className="mp-muted tk-flat">
        {t('ticket.entry.removed', { name: entry.removed_by ?? t('ticket.entry.somebody') })}
      </p>
    ) : (
      <RichText html={entry.body_html} />
    )}
    <Attachments ticketId={ticketId} files={entry.attachments} html={entry.body_html} />
  </>
))
