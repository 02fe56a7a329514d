import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { refresh } from '../../../platform/web/client/index.ts'
import {
  ContractForm,
  Field,
  RichText,
  SubmitButton,
  toast,
  useContractForm,
} from '../../../platform/web/ui/index.ts'
import type { Reply } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'

export const refreshTicket = (id: number) => refresh(ticketsApi.read, { params: { ticket_id: id } })

interface Props {
  entry: Reply
  ticketId: number
  done: () => void
}

/** Mends what was said. What somebody else made of it meanwhile stands beside one's own text, with both ways on. */
export function EditEntry({ entry, ticketId, done }: Props) {
  const [theirs, setTheirs] = useState<Reply | null>(null)
  const version = useRef(entry.version)
  const form = useContractForm(ticketsApi.editReply, {
    values: { body: entry.body_source ?? '' },
    request: { params: { ticket_id: ticketId, reply_id: entry.id } },
    draftKey: `entry:${entry.id}`,
    prepare: (body) => ({ ...body, version: version.current }),
    onDone: () => {
      void refreshTicket(ticketId)
      toast.success(t('ticket.entry.edited_toast'))
      done()
    },
    onProblem: (problem) => {
      const current = problem.code === 'stale_version' ? (problem.members.current as Reply) : null
      if (!current) return false
      version.current = current.version
      setTheirs(current)
      void refreshTicket(ticketId)
      return true
    },
  })
  function take(current: Reply) {
    form.set('body', current.body_source ?? '')
    setTheirs(null)
  }
  return (
    <ContractForm form={form}>
      {theirs && (
        <div role="alert" className="tk-conflict">
          <p>{t('ticket.conflict.text')}</p>
          <RichText html={theirs.body_html} />
          <div className="mp-row">
            <Button size="compact-md" variant="default" onClick={() => void form.submit()}>
              {t('ticket.conflict.mine')}
            </Button>
            {theirs.body_source !== null && (
              <Button size="compact-md" variant="subtle" onClick={() => take(theirs)}>
                {t('ticket.conflict.take_theirs')}
              </Button>
            )}
          </div>
        </div>
      )}
      <Field
        name="body"
        as="area"
        rows={8}
        label={t('ticket.entry.text')}
        hint={t('ticket.entry.edit_hint')}
      />
      <div className="mp-form-actions">
        <SubmitButton>{t('ticket.entry.save')}</SubmitButton>
        <Button variant="default" onClick={done}>
          {t('ticket.entry.cancel')}
        </Button>
      </div>
    </ContractForm>
  )
}
