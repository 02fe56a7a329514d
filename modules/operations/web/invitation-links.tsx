import { useApi } from '../../../platform/web/client/index.ts'
import { CopyButton, Link, Loading } from '../../../platform/web/ui/index.ts'
import type { MailItem } from '../contract.ts'
import { operationsApi } from '../contract.ts'
import { linksIn } from './links.ts'
import { t } from './messages.ts'

const query = { purpose: 'identity.invitation', limit: 50 }

/** The links of invitations just sent, from the mails that wait in the outbox; to copy and hand over. */
export function InvitationLinks({ emails }: { emails: readonly string[] }) {
  const { data } = useApi(
    operationsApi.listMail,
    { query: { ...query, q: onlyOne(emails) } },
    { staleTime: 0 },
  )
  if (!data) return <Loading rows={1} />
  const mails = emails.flatMap((email) => newestTo(data.items, email))
  return (
    <div className="op-links">
      <p className="op-flush">
        {t('setup.people_links')} <Link to="/admin/outbox">{t('outbox.title')}</Link>
      </p>
      <ul className="op-lines">
        {mails.map((mail) => (
          <InvitationLink key={mail.id} mail={mail} />
        ))}
      </ul>
    </div>
  )
}

function InvitationLink({ mail }: { mail: MailItem }) {
  const { data } = useApi(operationsApi.readMail, { params: { mail_message_id: mail.id } })
  const link = data?.body_text ? linksIn(data.body_text).at(-1) : undefined
  return (
    <li className="op-line">
      <span className="op-line-text op-break">
        <strong>{mail.recipient}</strong>
        {link && <span className="mp-small mp-block">{link}</span>}
      </span>
      {link && <CopyButton value={link} label={t('outbox.copy_link')} />}
    </li>
  )
}

/** The list is newest first. */
function newestTo(items: readonly MailItem[], email: string): MailItem[] {
  const mail = items.find(({ recipient }) => recipient.toLowerCase() === email.toLowerCase())
  return mail ? [mail] : []
}

const onlyOne = (emails: readonly string[]) => (emails.length === 1 ? emails[0] : undefined)
