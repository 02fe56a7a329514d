import { useEffect, useState } from 'react'
import { api, problemOf, useApi } from '../../../platform/web/client/index.ts'
import { Dialog, Link, PickList, toast } from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import { t } from './messages.ts'

interface Props {
  ticketId: number
  /** Opened by `/`, which stays when nothing is chosen. */
  onClose: () => void
  onText: (text: string) => void
}

/** Finds a text by its shortcut or title, and gives it filled in; sending it is another act. */
export default function CannedPicker({ ticketId, onClose, onText }: Props) {
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const query = { limit: 50, ...(q !== '' && { q }) }
  const { data } = useApi(ticketsApi.listCannedReplies, { query }, { keep: true })
  const choices = (data?.items ?? []).map(({ id, title, shortcut }) => ({
    value: String(id),
    label: title,
    hint: `/${shortcut}`,
  }))
  async function pick(id: number) {
    try {
      const request = { params: { canned_reply_id: id }, body: { ticket_id: ticketId } }
      const { text, unknown } = await api(ticketsApi.renderCannedReply, request)
      if (unknown.length > 0) toast.alert(t('canned_pick.unknown', { names: unknown.join(', ') }))
      onText(text)
    } catch (error) {
      toast.error(problemOf(error))
    }
  }
  return (
    <Dialog opened onClose={onClose} title={t('canned_pick.pick')} width={480}>
      <PickList
        label={t('canned_pick.find')}
        placeholder={t('canned_pick.find')}
        choices={choices}
        query={typed}
        onQuery={setTyped}
        onPick={({ value }) => void pick(Number(value))}
        empty={t('canned_pick.empty')}
      />
      <p>
        <Link to="/admin/tickets/canned-replies">{t('canned_pick.manage')}</Link>
      </p>
    </Dialog>
  )
}

/** What was typed, once the keys have rested. */
function useLater(text: string): string {
  const [later, setLater] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), 150)
    return () => clearTimeout(timer)
  }, [text])
  return later
}
