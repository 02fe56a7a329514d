import { createTransport } from 'nodemailer'

export interface SmtpSettings {
  host: string
  port: number
  secure: 'starttls' | 'tls' | 'off'
  user: string | null
  password: string | null
}

export interface OutgoingMail {
  from: string
  recipient: string
  recipient_name: string | null
  message_id: string
  subject: string
  text: string
  html: string | null
  headers: Record<string, string>
  files: readonly AttachedFile[]
}

export interface AttachedFile {
  name: string
  content_type: string
  bytes: Buffer
}

/** What an attempt came to. `again` follows the plan of tries; `refused` is about our credentials. */
export interface Sending {
  outcome: 'sent' | 'again' | 'failed' | 'refused'
  error_code: string | null
  /** The server's own words. */
  reply: string | null
}

export type Lane = 'security' | 'other'

/** At most five connections: those of security mail never carry anything else. */
export const laneConnections: Readonly<Record<Lane, number>> = { security: 2, other: 3 }

export interface Mailer {
  send(lane: Lane, mail: OutgoingMail): Promise<Sending>
  close(): void
}

const timeouts = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
  dnsTimeout: 10_000,
}

/** Opens the pools to the SMTP server; connections are made when there is mail. `timeout_ms` shortens all waits. */
export function openMailer(smtp: SmtpSettings, timeoutMs?: number): Mailer {
  const pools = {
    security: poolOf(smtp, laneConnections.security, timeoutMs),
    other: poolOf(smtp, laneConnections.other, timeoutMs),
  }

  return {
    async send(lane, mail) {
      try {
        const { response } = await pools[lane].sendMail(messageOf(mail))
        return { outcome: 'sent', error_code: null, reply: response.slice(0, 300) }
      } catch (error) {
        return failureOf(error as SmtpError)
      }
    },
    close() {
      for (const pool of Object.values(pools)) pool.close()
    },
  }
}

function poolOf(smtp: SmtpSettings, maxConnections: number, timeoutMs?: number) {
  const short = timeoutMs && Object.fromEntries(Object.keys(timeouts).map((name) => [name, timeoutMs]))
  return createTransport({
    pool: true,
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure === 'tls',
    requireTLS: smtp.secure === 'starttls',
    ignoreTLS: smtp.secure === 'off',
    maxConnections,
    ...timeouts,
    ...short,
    ...(smtp.user && { auth: { user: smtp.user, pass: smtp.password ?? '' } }),
    // Texts come from rows: nothing in them may name a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

function messageOf(mail: OutgoingMail) {
  const to = mail.recipient_name ? { name: mail.recipient_name, address: mail.recipient } : mail.recipient
  return {
    from: mail.from,
    to,
    messageId: mail.message_id,
    subject: mail.subject,
    text: mail.text,
    headers: mail.headers,
    ...(mail.html && { html: mail.html }),
    attachments: mail.files.map(({ name, content_type, bytes }) => ({
      filename: name,
      contentType: content_type,
      content: bytes,
      contentDisposition: 'attachment' as const,
    })),
  }
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string }

/** RFC 5321 §4.2.1: 5xx about the recipient or the message is final, 4xx and everything else is tried again. */
function failureOf(error: SmtpError): Sending {
  const { code = 'ESMTP', command = '', responseCode = 0, response } = error
  const reply = (response ?? error.message).slice(0, 300)
  const error_code = responseCode ? `smtp_${responseCode}` : code.toLowerCase()
  const isFinal = responseCode >= 500
  if (code === 'EAUTH' && (isFinal || responseCode === 0))
    return { outcome: 'refused', error_code: 'credentials_refused', reply }
  const aboutThisMail =
    command === 'RCPT TO' || command === 'DATA' || (code === 'EENVELOPE' && command === 'API')
  return { outcome: aboutThisMail && (isFinal || responseCode === 0) ? 'failed' : 'again', error_code, reply }
}
