import { Button } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../../../platform/web/client/index.ts'
import { Dialog } from '../../../../platform/web/ui/index.ts'
import type { DeskStatus } from '../../contract/setup.ts'
import { ticketsApi } from '../../contract.ts'
import { labelText } from '../messages.ts'
import { reachable } from '../ticket-ways.ts'
import { InlineSelect } from './inline.tsx'
import { t } from './messages.ts'
import { save } from './setup-call.ts'

interface Props {
  status: DeskStatus | null
  all: readonly DeskStatus[]
  onClose: () => void
}

/** Asks where the tickets of a status go before it is removed. */
export function StatusRemoval({ status, all, onClose }: Props) {
  const [moveTo, setMoveTo] = useState('')
  if (!status) return null
  const name = labelText(status.label)
  const ways = reachable(
    status.kind,
    all.filter(({ key, is_active }) => key !== status.key && is_active),
  )
  async function remove() {
    const request = { params: { key: status?.key ?? '' }, query: moveTo === '' ? {} : { move_to: moveTo } }
    if (await save(api(ticketsApi.deleteStatus, request), ticketsApi.listStatuses)) onClose()
  }
  return (
    <Dialog opened onClose={onClose} title={t('setup_desk.remove_title', { name })} width={480}>
      <div className="mp-stack">
        <p>{t('statuses.remove_text')}</p>
        <InlineSelect
          label={t('statuses.move_to')}
          value={moveTo}
          options={[
            { value: '', label: t('statuses.remove_nobody') },
            ...ways.map(({ key, label }) => ({ value: key, label: labelText(label) })),
          ]}
          onSave={setMoveTo}
        />
        <div className="mp-form-actions">
          <Button color="red" onClick={() => void remove()}>
            {t('setup_desk.remove')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
