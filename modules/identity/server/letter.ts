import type { Scope } from '../../../platform/database/index.ts'
import { escapeHtml } from '../../../platform/http/index.ts'
import { enqueueMail } from '../../../platform/mail/index.ts'
import { foundationOf } from './foundation.ts'

export type MailLanguage = 'en' | 'de'

/** Who reads a mail, and in which language they like to. */
export interface Reader {
  email: string
  first_name?: string | null | undefined
  locale?: string | null | undefined
}

/** The subject, then the paragraphs between greeting and end. */
export type Words = readonly [subject: string, ...parts: string[]]

/** A mail about somebody's account: it cannot be switched off, goes first, and its text is emptied once sent. */
export interface Letter {
  /** `identity.<purpose>` */
  purpose: string
  en: Words
  de: Words
  expires_at?: Date | string
  once_key?: string | null
}

const greeting = { en: 'Hello,', de: 'Guten Tag,' }

/** The person's language, else the portal's (DEFAULT_LOCALE); English where there are no words in it. */
export function languageOf(locale: string | null | undefined, portalLocale: string): MailLanguage {
  return /^de(-|$)/i.test(locale ?? portalLocale) ? 'de' : 'en'
}

/** Writes it in the transaction at hand; answers null when its `once_key` has been used. */
export function mailTo(
  by: Pick<Scope, 'tx' | 'request_id'>,
  reader: Reader,
  letter: Letter,
): Promise<number | null> {
  const { default_locale } = foundationOf(by.tx.database).settings
  const language = languageOf(reader.locale, default_locale)
  const [subject, ...parts] = letter[language]
  return enqueueMail(by, {
    purpose: `identity.${letter.purpose}`,
    recipient: reader.email,
    recipient_name: reader.first_name || null,
    subject,
    text: `${[greeting[language], ...parts].join('\n\n')}\n`,
    html: `${[greeting[language], ...parts].map(paragraph).join('\n')}\n`,
    is_security: true,
    expires_at: letter.expires_at ?? null,
    once_key: letter.once_key ?? null,
  })
}

/** The same as HTML: addresses become links, nothing is fetched. */
function paragraph(text: string): string {
  const linked = escapeHtml(text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`)
  return `<p>${linked.replaceAll('\n', '<br>\n')}</p>`
}

/** What somebody else wrote, marked as theirs. */
export const quoted = (text: string) => text.replace(/^/gm, '> ')
