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
  /** Addresses and role only. */
  short?: boolean
  /** Beside the button: "Skip for now". */
  beside?: ReactNode
  onInvited?: () => void
  /** What stands below the list of those invited; where the mail is, unless said. */
  after?: (emails: readonly string[]) => ReactNode
}

/** Invites several people at once: addresses, a role with what it allows, a word of one's own. */
export default function InvitePeople({ company_id, onInvited, ...props }: InvitePeopleProps) {
  const [text, setText] = useState('')
  const [role, setRole] = useState<number | null>(null)
  const { sent, busy, invite, clear } = useInviting(company_id)

  async function send(emails: readonly string[], role_id: number, message: string) {
    setRole(role_id)
    const refused = await invite(emails, { role_id, message })
    setText(refused.join('\n'))
    if (refused.length < emails.length) onInvited?.()
  }
  const result = sent.length > 0 && <Invited sent={sent} after={props.after} />
  if (result && sent.every(({ refused }) => !refused)) {
    return (
      <div className="mp-form">
        {result}
        <div className={props.onClose ? 'mp-dialog-actions' : 'mp-form-actions'}>
          <Button variant="default" onClick={clear}>
            {t('invite.more')}
          </Button>
          {props.onClose && <Button onClick={props.onClose}>{t('invite.done')}</Button>}
          {props.beside}
        </div>
      </div>
    )
  }
  return (
    <>
      {result}
      <InviteForm key={text} text={text} role={role} busy={busy} send={send} {...props} />
    </>
  )
}

interface InviteFormProps extends Omit<InvitePeopleProps, 'company_id' | 'onInvited' | 'after'> {
  /** Addresses that were refused, to be put right. */
  text: string
  role: number | null
  busy: boolean
  send: (emails: readonly string[], role_id: number, message: string) => Promise<void>
}

function InviteForm({ kind, onClose, short, beside, busy, send, ...first }: InviteFormProps) {
  const [text, setText] = useState(first.text)
  const [message, setMessage] = useState('')
  const [chosen, setChosen] = useState(first.role)
  const [missing, setMissing] = useState(false)
  const { roles } = useRoles(kind)
  const usual = roles.data?.items.filter((role) => role.assignable) ?? []
  const preset =
    usual.find(({ name }) => name === (kind === 'provider' ? 'Technician' : 'Member')) ?? usual[0]
  const role_id = chosen ?? preset?.id ?? null
  const addresses = addressesIn(text)

  function submit(event: FormEvent) {
    event.preventDefault()
    setMissing(addresses.length === 0)
    if (addresses.length > 0 && role_id !== null) void send(addresses, role_id, message)
  }
  return (
    <form className="mp-form" noValidate onSubmit={submit}>
      <Textarea
        label={t('invite.emails')}
        description={t('invite.emails_hint')}
        rows={2}
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
      {!short && (
        <Textarea
          label={t('invite.message')}
          description={t('invite.message_hint')}
          rows={2}
          maxLength={500}
          resize="vertical"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
      )}
      <div className={onClose ? 'mp-dialog-actions' : 'mp-form-actions'}>
        {onClose && (
          <Button variant="default" onClick={onClose}>
            {t('company.cancel')}
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
