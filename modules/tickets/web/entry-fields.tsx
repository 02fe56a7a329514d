import { Button } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useEffect, useRef } from 'react'
import { useSignedIn } from '../../../platform/web/client/index.ts'
import { ContractForm, Field, FileDrop, SubmitButton, useShortcut } from '../../../platform/web/ui/index.ts'
import type { Reply, Ticket } from '../contract.ts'
import { CannedInsert } from './canned-insert.tsx'
import { DropHere } from './drop-here.tsx'
import { Entry } from './entry.tsx'
import type { EntryForm } from './entry-form.ts'
import { labelText, t } from './messages.ts'
import { atDesk, isDeskTicket, useOptions } from './ticket.data.ts'
import { isOver, reachable } from './ticket-ways.ts'
import { UploadRefusal } from './upload-refusal.tsx'

/** The fields of a reply or a note: text, files, and what happens with the ticket when it is sent. */
export function EntryFields({ ticket, entry }: { ticket: Ticket; entry: EntryForm }) {
  const { kind, form, uploads, refusal } = entry
  const resolved = useOptions()?.statuses.find((status) => status.kind === 'resolved')
  const mayResolve = atDesk() && kind === 'reply' && resolved !== undefined && !isOver(ticket.status_kind)
  // Named here for the table of keys; the form listens itself.
  useShortcut('mod+Enter', t('ticket.shortcut.send'), () => undefined)
  useShortcut('mod+Shift+Enter', t('ticket.shortcut.send_resolve'), () => undefined, mayResolve)
  function press(event: KeyboardEvent) {
    if (!mayResolve || event.key !== 'Enter' || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    void entry.sendWith(resolved.key)
  }
  return (
    <div onKeyDownCapture={press} role="presentation">
      <ContractForm form={form} guard={false}>
        <DropHere form={form} uploads={uploads}>
          <Field
            name="body"
            as="area"
            rows={5}
            label={t(kind === 'note' ? 'ticket.composer.note_text' : 'ticket.composer.reply_text')}
            hint={hintFor(kind, ticket)}
          />
        </DropHere>
        <CannedInsert ticketId={ticket.id} form={form} />
        <FileDrop uploads={uploads} />
        <UploadRefusal refusal={refusal} />
        {entry.changed.length > 0 && <StatusChanged ticket={ticket} entry={entry} />}
        {entry.newer.length > 0 && <Newer replies={entry.newer} ticketId={ticket.id} entry={entry} />}
        <div className="mp-form-actions tk-send">
          <span className={kind === 'note' ? 'tk-send-note' : undefined}>
            <SubmitButton>
              {kind === 'note' ? t('ticket.composer.save_note') : <Audience ticket={ticket} />}
            </SubmitButton>
          </span>
          {mayResolve && (
            <Button variant="default" disabled={form.busy} onClick={() => void entry.sendWith(resolved.key)}>
              {t('ticket.composer.send_resolve')}
            </Button>
          )}
          {atDesk() && <StatusAfter ticket={ticket} entry={entry} />}
        </div>
      </ContractForm>
    </div>
  )
}

function hintFor(kind: EntryForm['kind'], ticket: Ticket): string {
  if (kind === 'note') return t('ticket.composer.note_hint')
  return isOver(ticket.status_kind) && !atDesk() ? t('ticket.composer.reopens') : t('ticket.composer.hint')
}

/** Who will read it, in the words of the button. */
function Audience({ ticket }: { ticket: Ticket }) {
  const me = useSignedIn().user.id
  if (!atDesk()) return <>{t('ticket.composer.send_support')}</>
  const readers = ticket.watchers.filter(({ kind, user_id }) => kind !== 'follower' && user_id !== me)
  const first = readers[0]?.name ?? ticket.requester?.name
  if (!first) return <>{t('ticket.composer.send')}</>
  return <>{t('ticket.composer.send_to', { name: first, more: Math.max(readers.length - 1, 0) })}</>
}

function StatusAfter({ ticket, entry }: { ticket: Ticket; entry: EntryForm }) {
  const statuses = reachable(ticket.status_kind, useOptions()?.statuses ?? [])
  const { form } = entry
  return (
    <label className="mp-filter tk-after">
      <span className="mp-hidden">{t('ticket.composer.status_after')}</span>
      <select
        value={String(form.values.status)}
        data-set={form.values.status ? true : undefined}
        onChange={(event) => form.set('status', event.currentTarget.value)}
      >
        <option value="">{t('ticket.composer.status_same')}</option>
        {statuses
          .filter(({ key }) => !isDeskTicket(ticket) || key !== ticket.status)
          .map(({ key, label }) => (
            <option key={key} value={key}>
              {labelText(label)}
            </option>
          ))}
      </select>
    </label>
  )
}

/** Somebody wrote while this was typed: what, and both ways on. The text is kept. */
function Newer({
  replies,
  ticketId,
  entry,
}: {
  replies: readonly Reply[]
  ticketId: number
  entry: EntryForm
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} role="alert" className="tk-conflict">
      <p>{t('ticket.composer.newer', { n: replies.length })}</p>
      {replies.map((reply) => (
        <Entry key={reply.id} entry={reply} ticketId={ticketId} isWhole={false} />
      ))}
      <BothWays entry={entry} />
    </div>
  )
}

/** Somebody set another status while this was typed: which, and both ways on. */
function StatusChanged({ ticket, entry }: { ticket: Ticket; entry: EntryForm }) {
  const by = entry.changed[0]?.by?.name
  return (
    <div role="alert" className="tk-conflict">
      <p>{t('ticket.conflict.text')}</p>
      <p>
        {t('ticket.field.status')}: {labelText(ticket.status_label)}
        {by && ` (${by})`}
      </p>
      <BothWays entry={entry} />
    </div>
  )
}

function BothWays({ entry }: { entry: EntryForm }) {
  return (
    <div className="mp-row">
      <Button size="compact-md" variant="default" onClick={() => void entry.sendAnyway()}>
        {t('ticket.composer.send_anyway')}
      </Button>
      <Button size="compact-md" variant="subtle" onClick={entry.keep}>
        {t('ticket.composer.keep_writing')}
      </Button>
    </div>
  )
}
