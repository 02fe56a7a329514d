import { Button, Textarea, TextInput } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import { Dialog } from '../../../platform/web/ui/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import { type Bulk, useReached } from './desk-bulk-run.ts'
import { t } from './messages.ts'

const split = (text: string) =>
  text
    .split(/[,;]+/)
    .map((tag) => tag.trim())
    .filter(Boolean)

interface DialogProps {
  act: (action: BulkAction) => void
  close: () => void
}

/** Adds tags to many tickets, and takes some away. */
export function BulkTags({ act, close }: DialogProps) {
  const [more, setMore] = useState('')
  const [less, setLess] = useState('')
  function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    const [add_tags, remove_tags] = [split(more), split(less)]
    if (add_tags.length + remove_tags.length === 0) return
    act({ ...(add_tags.length > 0 && { add_tags }), ...(remove_tags.length > 0 && { remove_tags }) })
  }
  return (
    <Dialog opened onClose={close} title={t('ticket.field.tags')}>
      <form onSubmit={submit} className="mp-stack">
        <TextInput
          label={t('ticket.bulk.add_tags')}
          description={t('ticket.bulk.tags_hint')}
          value={more}
          onChange={(event) => setMore(event.currentTarget.value)}
        />
        <TextInput
          label={t('ticket.bulk.remove_tags')}
          value={less}
          onChange={(event) => setLess(event.currentTarget.value)}
        />
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={close}>
            {t('ticket.cancel')}
          </Button>
          <Button type="submit">{t('ticket.bulk.tags_go')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The same answer, or the same note, in many tickets; an answer says how many people are mailed. */
export function BulkReply({ bulk, isNote, act, close }: DialogProps & { bulk: Bulk; isNote: boolean }) {
  const [body, setBody] = useState('')
  const people = useReached(bulk.which)
  const { n } = bulk
  function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    if (body.trim() !== '') act({ reply: { body, is_internal: isNote } })
  }
  function press(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event)
  }
  return (
    <Dialog
      opened
      onClose={close}
      title={t(isNote ? 'ticket.bulk.note_title' : 'ticket.bulk.reply_title', { n })}
      width={600}
    >
      <form onSubmit={submit} onKeyDown={press} className="mp-stack">
        <p className="mp-muted tk-flat">
          {t(isNote ? 'ticket.composer.note_hint' : 'ticket.bulk.reply_text', { n })}
        </p>
        <Textarea
          label={t(isNote ? 'ticket.composer.note_text' : 'ticket.composer.reply_text')}
          value={body}
          autosize
          minRows={5}
          maxLength={100_000}
          onChange={(event) => setBody(event.currentTarget.value)}
        />
        {!isNote && people !== undefined && (
          <p className="tk-flat" role="status">
            {t('ticket.bulk.mailed', { n: people })}
          </p>
        )}
        <div className="mp-dialog-actions">
          <Button variant="default" onClick={close}>
            {t('ticket.cancel')}
          </Button>
          <Button type="submit">{t(isNote ? 'ticket.composer.save_note' : 'ticket.composer.send')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
