import type { Scope } from '../../../platform/database/index.ts'
import type { StoredEvent } from '../../../platform/events/index.ts'
import type { NewMail } from '../../../platform/mail/index.ts'

export const groups = [
  'general',
  'company',
  'billing',
  'shop',
  'port',
  'webhook',
  'tickets',
  'licences',
  'security',
  'automation',
  'system',
] as const

export const channels = ['in_app', 'email', 'sms', 'push', 'ntfy'] as const
export type Channel = (typeof channels)[number]

export type Severity = 'info' | 'success' | 'warning' | 'critical'

/** Somebody with an account, or an address alone: those get mail and see nothing here. */
export type Recipient = { user_id: number } | { email: string; name: string | null; unsubscribe_url?: string }

/** What people are told of an event, and who they are. */
export interface Telling {
  people: readonly Recipient[]
  message: string
  /** The same for whoever reads German; without it they read the message. */
  message_de?: string
  link?: string
  severity?: Severity
  metadata?: Record<string, unknown>
  is_banner?: boolean
  /** Which part of the subject it is about: the entry of a ticket. */
  part_id?: number
  /** The company it belongs to, where that is not the event's: null for what a person sees wherever they work. */
  company_id?: number | null
  /** Who may not see the subject now is left out; asked once with all of them. */
  maySee?(scope: Scope, userIds: readonly number[]): Promise<ReadonlySet<number>>
}

/** A message as its module writes it, for one recipient; its headers win over those of the house. */
export interface Composed extends Pick<NewMail, 'message_id' | 'sender' | 'is_personal' | 'file_ids'> {
  subject: string
  text: string
  html?: string
  headers?: Record<string, string>
}

/** What a module needs to write the mail of a delivery. */
export interface ToCompose {
  delivery_id: number
  event_type: string
  /** What the feed says. */
  message: string
  company_id: number | null
  part_id: number | null
  /** The language of the person; of an address alone, the portal's. */
  locale: string
  time_zone: string
  /** No more mail of this type. */
  unsubscribe_url: string
  /** What the event said that caused it, and who did it. */
  actor: { kind: string; id: number | null }
  event_data: Readonly<Record<string, unknown>>
  subject_id: number | null
  metadata: Record<string, unknown>
  user_id: number | null
  address: string
  name: string | null
}

/** A kind of message, declared by the module that knows it (notifications §4, Catalogue). */
export interface NotificationType {
  /** `tickets.replied` */
  event_type: string
  label: string
  description: string
  group: string
  /** Types of the stream that cause it; none for what is told by `tell` alone. */
  caused_by: readonly string[]
  /** Null: nobody needs to be told of this one. */
  about?(scope: Scope, event: StoredEvent): Promise<Telling | null>
  /** Whom it can concern at all; everybody unless said. */
  side?: 'provider' | 'customer' | 'super_admin'
  /** Beside in_app, which is on for all. */
  default_channels?: readonly Channel[]
  allowed_channels?: readonly Channel[]
  /** In app and by mail, whatever the person chose. */
  is_mandatory?: boolean
  /** The person who did it is told as well. */
  include_actor?: boolean
  /** Of several that fit one person for one event, the greatest wins. */
  rank?: number
  coalesce?: { key(event: StoredEvent): string; seconds: number }
  /** `module`: `compose` writes it. `identity`: it was mailed already, and is recorded only. */
  mail?: 'template' | 'module' | 'identity'
  /** Null: there is nothing to mail any more. */
  compose?(scope: Scope, to: ToCompose): Promise<Composed | null>
  /** Asked again right before a composed mail goes, however long it waited in the outbox. */
  mayStillGo?(
    scope: Scope,
    to: Pick<ToCompose, 'subject_id' | 'part_id' | 'user_id' | 'address'>,
  ): Promise<boolean>
}

const types = new Map<string, NotificationType>()
const byCause = new Map<string, NotificationType[]>()

/** Declares kinds of messages, before the dispatcher starts. A second one of that name stops the start. */
export function declareNotificationType(...declared: NotificationType[]): void {
  for (const type of declared) {
    if (types.has(type.event_type)) throw new Error(`Notification ${type.event_type} is declared twice`)
    if (type.caused_by.length > 0 !== (type.about !== undefined))
      throw new Error(`Notification ${type.event_type} needs both a cause and what is told of it, or neither`)
    if (type.mail === 'module' && !type.compose)
      throw new Error(
        `Notification ${type.event_type} says that its module writes the mail, and nothing does`,
      )
    types.set(type.event_type, type)
    for (const cause of type.caused_by) byCause.set(cause, [...(byCause.get(cause) ?? []), type])
  }
}

export const notificationTypes = (): ReadonlyMap<string, NotificationType> => types

export const typesCausedBy = (event: string): readonly NotificationType[] => byCause.get(event) ?? []

/** What holds for a type that nobody declared: a super administrator invented it. */
export const typeOf = (event_type: string): NotificationType =>
  types.get(event_type) ?? {
    event_type,
    label: event_type,
    description: '',
    group: 'general',
    caused_by: [],
  }

export const defaultOf = (type: NotificationType, channel: Channel): boolean =>
  channel === 'in_app' || isMandatory(type, channel) || (type.default_channels ?? []).includes(channel)

export const isMandatory = (type: NotificationType, channel: Channel): boolean =>
  type.is_mandatory === true && (channel === 'in_app' || channel === 'email')

declareNotificationType(
  {
    event_type: 'general',
    label: 'Messages from the portal',
    description: 'What the people who run the portal tell everyone',
    group: 'general',
    caused_by: [],
  },
  {
    event_type: 'general.test',
    label: 'Test message',
    description: 'What you send yourself to see whether it arrives',
    group: 'general',
    caused_by: [],
    default_channels: ['email'],
  },
)
