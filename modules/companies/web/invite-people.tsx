import './companies.css'
import { Button, Textarea } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useState } from 'react'
import { addressesIn } from './addresses.ts'
import { Invited } from './invited.tsx'
import { useInviting } from './inviting.ts'
import { t } from './messages.ts'
import { RoleChoice } from './role-choice.tsx'
import { useRoles } from './words.ts'

export interface InvitePeopleProps {
  company_id: number
  kind: 'provider' | 'customer'
  /** In a dialog: "Done" and "Cancel" close it. */
  onClose?: () => void
  /** Beside the button: "Skip for now". */
  beside?: ReactNode
  /** What stands below the list of those invited; where the mail is, unless said. */
  after?: (emails: readonly string[]) => ReactNode
}

/** Invites several people at once: addresses, a role with what it allows, a word of one's own. */
export default function InvitePeople({ company_id, kind, onClose, beside, after }: InvitePeopleProps) {
  const [text, setText] = useState('')
  const [message, setMessage] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const [missing, setMissing] = useState(false)
  const { roles } = useRoles(kind)
  const usual = roles.data?.items.filter((role) => role.assignable) ?? []
  const preset =
    usual.find(({ name }) => name === (kind === 'provider' ? 'Technician' : 'Member')) ?? usual[0]
  const role_id = chosen ?? preset?.id ?? null
  const { sent, busy, invite } = useInviting(company_id)
  const addresses = addressesIn(text)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setMissing(addresses.length === 0)
    if (addresses.length === 0 || role_id === null) return
    const refused = await invite(addresses, { role_id, message })
    setText(refused.join('\n'))
  }
  return (
    <form className="mp-form" noValidate onSubmit={submit}>
      {sent.length > 0 && <Invited sent={sent} after={after} />}
      <Textarea
        label={t('invite.emails')}
        description={t('invite.emails_hint')}
        rows={3}
        resize="vertical"
        required
        data-autofocus
        value={text}
        placeholder={t('invite.emails_example')}
        error={missing && t('invite.emails_missing')}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setMissing(false)
        }}
      />
      <RoleChoice kind={kind} value={role_id} onChange={setChosen} />
      <Textarea
        label={t('invite.message')}
        description={t('invite.message_hint')}
        rows={2}
        maxLength={500}
        resize="vertical"
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <div className={onClose ? 'mp-dialog-actions' : 'mp-form-actions'}>
        {onClose && (
          <Button variant="default" onClick={onClose}>
            {sent.length > 0 ? t('invite.done') : t('company.cancel')}
          </Button>
        )}
        <Button type="submit" loading={busy}>
          {addresses.length > 1 ? t('invite.submit_many', { n: addresses.length }) : t('invite.submit')}
        </Button>
        {beside}
      </div>
    </form>
  )
}
