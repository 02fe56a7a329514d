/** What the desk may be told at start; the rest of tickets §4.12 becomes settings with the admin pages. */
export interface TicketSettings {
  /** Links in mails begin with it. */
  portal_url: string
  max_attachment_bytes: number
}

/** 1–6 of A–Z, 0–9 and `-`; numbers are found with it and without. */
export const numberPrefix = 'T-'

/** So long after resolving may customers reopen a ticket by answering. */
export const reopenDays = 14

/** The house's limit of one attachment: 25 MB. */
export const attachmentBytes = 26_214_400

export const numberOf = (ticketId: number) => `${numberPrefix}${ticketId}`
