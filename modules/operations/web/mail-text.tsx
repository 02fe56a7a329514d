import { CopyButton } from '../../../platform/web/ui/index.ts'
import { MailFrame } from '../../../platform/web/ui/mail-frame.tsx'
import type { MailMessage } from '../contract.ts'
import { linksIn, piecesOf } from './links.ts'
import { t } from './messages.ts'

/** The text of a mail; its links can be opened, and each can be copied. */
export function MailText({ mail }: { mail: MailMessage }) {
  if (mail.body_text === null) {
    return <p className="mp-card">{mail.sent_at ? t('outbox.text_gone') : t('outbox.text_withheld')}</p>
  }
  const links = [...new Set(linksIn(mail.body_text))]
  return (
    <div className="mp-stack">
      {mail.body_html && (
        <section className="mp-stack op-drawn">
          <h2>{t('outbox.drawn')}</h2>
          <MailFrame html={mail.body_html} title={t('outbox.drawn')} />
          <h2>{t('outbox.body')}</h2>
        </section>
      )}
      <section className="mp-card op-mail" aria-label={t('outbox.body')}>
        {piecesOf(mail.body_text).map((piece) =>
          piece.link ? <OutsideLink key={piece.place} to={piece.text} /> : piece.text,
        )}
      </section>
      {links.length > 0 && (
        <section className="mp-card" aria-labelledby="mail-links">
          <h2 id="mail-links">{t('outbox.links')}</h2>
          <ul className="op-lines">
            {links.map((link) => (
              <li key={link} className="op-line">
                <span className="op-line-text op-break">{link}</span>
                <CopyButton value={link} label={t('outbox.copy_link')} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function OutsideLink({ to }: { to: string }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow">
      {to}
    </a>
  )
}
