/** Answers of a mail server and of the network that mean the same (RFC 5321 §4.2.3). */
const sameAs: Record<string, string> = {
  smtp_501: 'address_wrong',
  smtp_510: 'address_wrong',
  smtp_511: 'address_wrong',
  smtp_512: 'address_wrong',
  smtp_550: 'mailbox_refused',
  smtp_551: 'mailbox_refused',
  smtp_552: 'mailbox_full',
  smtp_553: 'address_wrong',
  smtp_554: 'mail_refused',
  smtp_571: 'mail_refused',
  eauth: 'credentials_refused',
  ecertificate: 'not_secure',
  etls: 'not_secure',
  econnection: 'unreachable',
  econnrefused: 'unreachable',
  econnreset: 'unreachable',
  edns: 'unreachable',
  ehostunreach: 'unreachable',
  enotfound: 'unreachable',
  esocket: 'unreachable',
  etimedout: 'unreachable',
}

/** What a code means, as the name of a text under `ticket.mail.why.`, and the mail server's number if there is one. */
export function reasonOf(code: string): { word: string; number: string | undefined } {
  const number = /^smtp_(\d{3})$/.exec(code)?.[1]
  const usual = number?.startsWith('4') ? 'server_busy' : 'mail_refused'
  return { word: sameAs[code] ?? (number === undefined ? code : usual), number }
}
