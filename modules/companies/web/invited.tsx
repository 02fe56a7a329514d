import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { useSignedIn } from '../../../platform/web/client/index.ts'
import { IconAlertTriangle, IconCheck } from '../../../platform/web/ui/icons.ts'
import { Link } from '../../../platform/web/ui/index.ts'
import type { Sent } from './inviting.ts'
import { t } from './messages.ts'

interface InvitedProps {
  sent: readonly Sent[]
  after: ((emails: readonly string[]) => ReactNode) | undefined
}

/** Who was invited, who not and why, and where the mail is. */
export function Invited({ sent, after }: InvitedProps) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => {
    if (sent.length > 0) box.current?.focus()
  }, [sent])
  const good = sent.filter(({ refused }) => !refused).map(({ email }) => email)
  return (
    <section ref={box} tabIndex={-1} className="co-sent" aria-label={t('invite.result')}>
      {good.length > 0 && <p className="co-sent-title">{t('invite.sent', { n: good.length })}</p>}
      <ul className="co-lines">
        {sent.map(({ email, refused }) => (
          <li key={email} className={refused ? 'mp-row mp-error-text' : 'mp-row'}>
            {refused ? <IconAlertTriangle size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />}
            <span>
              {email}
              {refused && `: ${refused}`}
            </span>
          </li>
        ))}
      </ul>
      {good.length > 0 && (after ? after(good) : <WhereTheMailIs />)}
    </section>
  )
}

/** Who keeps the portal can see every mail; without a mail server that is where the links wait. */
function WhereTheMailIs() {
  const { user } = useSignedIn()
  if (!user.is_super_admin) return <p className="mp-small co-flush">{t('invite.mail')}</p>
  return (
    <p className="mp-small co-flush">
      {t('invite.mail_admin')} <Link to="/admin/outbox">{t('invite.outbox')}</Link>
    </p>
  )
}
