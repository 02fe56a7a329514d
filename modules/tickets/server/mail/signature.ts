import { type Crypto, sameBytes } from '../../../../platform/crypto/index.ts'

/** What signatures need: `portalOf(database).crypto`. */
export type Signer = Pick<Crypto, 'mac' | 'macs'>

const purpose = 'tickets.mail'
const length = 16
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** RFC 4648 base32 in lower case, since mail servers change the case of addresses. */
function base32(bytes: Uint8Array): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('')
}

/** The first 16 characters of base32(HMAC-SHA256(key, text)): 80 bits. */
const sign = (by: Signer, text: string) => base32(by.mac(purpose, text)).slice(0, length)

/** Whether it is that signature, under the current key or an earlier one that is still configured; constant time. */
function isSigned(by: Signer, text: string, given: string): boolean {
  const keys = by.macs(purpose, text)
  return keys.filter(({ mac }) => sameBytes(base32(mac).slice(0, length), given.toLowerCase())).length > 0
}

const tokenOf = (by: Signer, ticketId: number) => `t${ticketId}.${sign(by, `ticket:${ticketId}`)}`

/** `support+t1042.<sig>@example.com`; null without a template. */
export const replyAddress = (by: Signer, template: string | null, ticketId: number): string | null =>
  template === null ? null : template.replace('{token}', tokenOf(by, ticketId))

/** The ticket that an address was made for; null for every other address. */
export function readReplyAddress(by: Signer, address: string): number | null {
  const found = /t([1-9][0-9]{0,15})\.([a-z2-7]{16})(?=[^@]*@)/i.exec(address)
  if (!found) return null
  const [, id = '', signature = ''] = found
  return isSigned(by, `ticket:${id}`, signature) ? Number(id) : null
}

/** A mail of ours: about which ticket, which entry (0: none), by which delivery. */
export interface MailName {
  ticket_id: number
  part_id: number
  delivery_id: number
}

const plainName = ({ ticket_id, part_id, delivery_id }: MailName) =>
  `t${ticket_id}.r${part_id}.${delivery_id}`

/** The left side of a Message-ID, and the value of X-MyPortal-Id: `t1042.r5512.77.<sig>`. */
export const mailName = (by: Signer, of: MailName) => `${plainName(of)}.${sign(by, `mail:${plainName(of)}`)}`

/** The left side of the Message-ID that all mail of a ticket refers to. No mail bears it. */
export const rootName = (by: Signer, ticketId: number) => tokenOf(by, ticketId)

/** What a Message-ID or X-MyPortal-Id of ours says; of the root only the ticket. Null for those of others. */
export function readMailName(by: Signer, text: string): Partial<MailName> | null {
  const name = text.trim().replace(/^<|>$/g, '').replace(/@.*$/, '')
  const mail = /^t([1-9]\d{0,15})\.r(\d{1,16})\.(\d{1,16})\.([a-z2-7]{16})$/i.exec(name)
  if (mail) {
    const [, ticket = '', part = '', delivery = '', signature = ''] = mail
    const of = { ticket_id: Number(ticket), part_id: Number(part), delivery_id: Number(delivery) }
    return isSigned(by, `mail:${plainName(of)}`, signature) ? of : null
  }
  const root = /^t([1-9]\d{0,15})\.([a-z2-7]{16})$/i.exec(name)
  if (!root) return null
  const [, ticket = '', signature = ''] = root
  return isSigned(by, `ticket:${ticket}`, signature) ? { ticket_id: Number(ticket) } : null
}
