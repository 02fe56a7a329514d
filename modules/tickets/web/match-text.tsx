import './ticket-search.css'
import type { TicketMatch } from '../contract/match.ts'
import { t } from './messages.ts'

interface Found {
  subject: string
  match?: TicketMatch | undefined
}

/** The subject of a ticket in a list; what a search found in it is marked. */
export function FoundSubject({ subject, match }: Found) {
  const isHere = match?.field === 'subject' && match.segments.length > 0
  return isHere ? <Pieces segments={match.segments} /> : subject
}

/** Below the subject: where else the words of a search stand, or that they only stand there nearly. */
export function FoundElsewhere({ match }: Pick<Found, 'match'>) {
  if (!match) return null
  if (match.is_similar) return <span className="tk-match-similar mp-small">{t('ticket.match.similar')}</span>
  if (match.field === 'subject' || match.field === 'number' || match.segments.length === 0) return null
  return (
    <span className="tk-match mp-small">
      <span className={match.field === 'note' ? 'tk-match-note' : 'mp-muted'}>
        {t(`ticket.match.${match.field}`)}
      </span>{' '}
      <Pieces segments={match.segments} />
    </span>
  )
}

function Pieces({ segments }: Pick<TicketMatch, 'segments'>) {
  let at = 0
  return segments.map(({ text, hit }) => {
    const key = at
    at += text.length
    return hit ? <mark key={key}>{text}</mark> : <span key={key}>{text}</span>
  })
}
