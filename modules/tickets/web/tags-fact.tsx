import { Button, CloseButton, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { api, problemOf, refresh } from '../../../platform/web/client/index.ts'
import { Fact, toast, useShortcut } from '../../../platform/web/ui/index.ts'
import type { DeskTicket } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { focusFact } from './facts-fold.tsx'
import { t } from './messages.ts'
import { putTicket } from './ticket.data.ts'
import { inTurn } from './ticket-change.ts'

/** Tags of a ticket; `l` leads to the field. Several are parted by commas. */
export function TagsFact({ ticket }: { ticket: DeskTicket }) {
  const [text, setText] = useState('')
  const [error, setError] = useState<string | undefined>()
  const input = useRef<HTMLInputElement>(null)
  const mayChange = ticket.may.includes('change')
  useShortcut('l', t('ticket.shortcut.tags'), () => focusFact(input.current), mayChange)
  async function change(body: { add_tags: string[] } | { remove_tags: string[] }) {
    setError(undefined)
    try {
      const params = { ticket_id: ticket.id }
      putTicket(await inTurn(ticket.id, () => api(ticketsApi.change, { params, body })))
      setText('')
      void refresh(ticketsApi.list)
    } catch (failure) {
      const problem = problemOf(failure)
      if (problem.status === 422) setError(t('ticket.tags.refused'))
      else toast.error(problem)
    }
  }
  function add() {
    const tags = text.split(',').flatMap((one) => one.trim() || [])
    if (tags.length > 0) void change({ add_tags: tags })
  }
  return (
    <Fact label={t('ticket.field.tags')}>
      {ticket.tags.length > 0 && (
        <ul className="tk-tags">
          {ticket.tags.map((tag) => (
            <li key={tag}>
              {tag}
              {mayChange && (
                <CloseButton
                  size="xs"
                  aria-label={t('ticket.tags.remove', { tag })}
                  onClick={() => void change({ remove_tags: [tag] })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <div className="tk-add-tag">
          <TextInput
            ref={input}
            size="xs"
            aria-label={t('ticket.tags.add')}
            placeholder={t('ticket.tags.placeholder')}
            value={text}
            error={error}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) add()
            }}
          />
          <Button size="xs" variant="default" disabled={text.trim() === ''} onClick={add}>
            {t('ticket.tags.add_button')}
          </Button>
        </div>
      )}
    </Fact>
  )
}
