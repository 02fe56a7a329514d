import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../../../platform/web/ui/index.ts'
import type { BulkAction } from '../contract/bulk.ts'
import { t } from './messages.ts'

const split = (text: string) =>
  text
    .split(/[,;]+/)
    .map((tag) => tag.trim())
    .filter(Boolean)

/** Adds tags to many tickets, and takes some away. */
export function BulkTags({ act }: { act: (action: BulkAction) => void }) {
  const [opened, setOpened] = useState(false)
  const [more, setMore] = useState('')
  const [less, setLess] = useState('')
  function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    const [add_tags, remove_tags] = [split(more), split(less)]
    if (add_tags.length + remove_tags.length === 0) return
    setOpened(false)
    setMore('')
    setLess('')
    act({ ...(add_tags.length > 0 && { add_tags }), ...(remove_tags.length > 0 && { remove_tags }) })
  }
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
        {t('ticket.bulk.tags')}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={t('ticket.bulk.tags')}>
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
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('ticket.cancel')}
            </Button>
            <Button type="submit">{t('ticket.bulk.tags_go')}</Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

/** The same answer, or the same note, in many tickets. */
export function BulkReply({ n, act }: { n: number; act: (action: BulkAction) => void }) {
  const [opened, setOpened] = useState(false)
  const [body, setBody] = useState('')
  const [isNote, setNote] = useState(false)
  function submit(event: { preventDefault: () => void }) {
    event.preventDefault()
    if (body.trim() === '') return
    setOpened(false)
    setBody('')
    act({ reply: { body, is_internal: isNote } })
  }
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={() => setOpened(true)}>
        {t('ticket.bulk.reply')}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('ticket.bulk.reply_title', { n })}
        width={600}
      >
        <form onSubmit={submit} className="mp-stack">
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
          <Checkbox
            label={t('ticket.composer.note')}
            checked={isNote}
            onChange={(event) => setNote(event.currentTarget.checked)}
          />
          <div className="mp-dialog-actions">
            <Button variant="default" onClick={() => setOpened(false)}>
              {t('ticket.cancel')}
            </Button>
            <Button type="submit">{t(isNote ? 'ticket.composer.save_note' : 'ticket.composer.send')}</Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
