import type { RefObject } from 'react'
import { useEffect, useRef, useState } from 'react'
import { Guard, Link, useShortcut } from '../../../platform/web/ui/index.ts'
import type { Ticket } from '../contract.ts'
import { EntryFields } from './entry-fields.tsx'
import { type EntryForm, useEntryForm } from './entry-form.ts'
import { IconLock } from './icons.ts'
import { t } from './messages.ts'
import { usePresence } from './presence.tsx'
import { atDesk } from './ticket.data.ts'
import { isOver } from './ticket-ways.ts'

interface ComposerProps {
  ticket: Ticket
  /** The newest entry on the page. */
  lastSeen: number | undefined
  box: RefObject<HTMLElement | null>
}

type Kind = 'reply' | 'note'

/** Where one answers. Reply and note are two forms with texts of their own: nothing slips from one into the other. */
export function Composer({ ticket, lastSeen, box }: ComposerProps) {
  const mayReply = ticket.may.includes('reply')
  const mayNote = ticket.may.includes('note')
  const [kind, setKind] = useState<Kind>(mayReply ? 'reply' : 'note')
  const reply = useEntryForm(ticket, 'reply', lastSeen)
  const note = useEntryForm(ticket, 'note', lastSeen)
  const focus = useFocusedText(kind === 'note' ? note.form.fieldId('body') : reply.form.fieldId('body'))
  function turnTo(next: Kind) {
    setKind(next)
    focus()
  }
  const isTyping = [reply, note].some(({ form }) => form.dirty && !form.busy)
  usePresence(ticket.id, isTyping ? 'replying' : 'viewing', atDesk() && mayNote)
  useShortcut('r', t('ticket.shortcut.reply'), () => turnTo('reply'), mayReply)
  useShortcut('i', t('ticket.shortcut.note'), () => turnTo('note'), mayNote)
  if (!mayReply && !mayNote) return <Closed ticket={ticket} />
  return (
    <section ref={box} className="tk-composer" data-kind={kind} aria-label={t('ticket.composer.label')}>
      {mayNote && mayReply && <Kinds kind={kind} turnTo={turnTo} reply={reply} note={note} />}
      <EntryFields key={kind} ticket={ticket} entry={kind === 'note' ? note : reply} />
      <Guard when={isTyping} />
    </section>
  )
}

/** Puts the focus into the text after the form was drawn. */
function useFocusedText(id: string) {
  const [asked, setAsked] = useState(0)
  const latest = useRef(id)
  latest.current = id
  useEffect(() => {
    if (asked > 0) document.getElementById(latest.current)?.focus()
  }, [asked])
  return () => setAsked((count) => count + 1)
}

interface KindsProps {
  kind: Kind
  turnTo: (kind: Kind) => void
  reply: EntryForm
  note: EntryForm
}

/** The other form says when something was written in it. */
function Kinds({ kind, turnTo, reply, note }: KindsProps) {
  return (
    <fieldset className="tk-kinds">
      <legend className="mp-hidden">{t('ticket.composer.kind')}</legend>
      <button type="button" aria-pressed={kind === 'reply'} onClick={() => turnTo('reply')}>
        {t('ticket.composer.reply')}
        {kind === 'note' && reply.form.dirty && <Begun />}
      </button>
      <button type="button" aria-pressed={kind === 'note'} onClick={() => turnTo('note')}>
        <IconLock size={14} stroke={2} aria-hidden />
        {t('ticket.composer.note')}
        {kind === 'reply' && note.form.dirty && <Begun />}
      </button>
    </fieldset>
  )
}

const Begun = () => (
  <>
    {' '}
    <span className="mp-muted mp-small">{t('ticket.composer.begun')}</span>
  </>
)

/** Too long ago to be answered, or of a company that is gone: the way on. */
function Closed({ ticket }: { ticket: Ticket }) {
  // The desk answers in every ticket that it may change, but in those of archived companies.
  if (ticket.may.includes('change')) return <p className="mp-note">{t('ticket.composer.archived')}</p>
  if (!isOver(ticket.status_kind)) return null
  return (
    <p className="mp-note">
      {t('ticket.composer.closed')}{' '}
      {!atDesk() && <Link to={followUp(ticket)}>{t('ticket.composer.closed_new')}</Link>}
    </p>
  )
}

/** A new ticket that names the old one. */
const followUp = ({ number, subject }: Ticket) =>
  `/tickets/new?about=${number}&subject=${encodeURIComponent(subject.slice(0, 200))}`
