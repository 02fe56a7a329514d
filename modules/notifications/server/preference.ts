import { type Channel, channels, defaultOf, isMandatory, type NotificationType } from './catalogue.ts'
import type { Chosen } from './preference.queries.ts'

/** What holds for a person and a type: the row they wrote, or the default. */
export function effective(type: NotificationType, row: Chosen | undefined): Chosen {
  const on = (channel: Channel) =>
    isMandatory(type, channel) || (row ? row[`channel_${channel}`] : defaultOf(type, channel))
  return {
    event_type: type.event_type,
    channel_in_app: on('in_app'),
    channel_email: on('email'),
    channel_sms: on('sms'),
    channel_push: on('push'),
    channel_ntfy: on('ntfy'),
    email_mode: type.is_mandatory ? 'instant' : (row?.email_mode ?? 'instant'),
  }
}

/** Channels that a type may use at all. */
export const allowedOf = ({ allowed_channels, mail }: NotificationType): readonly Channel[] =>
  allowed_channels ?? (mail === 'identity' ? ['in_app', 'email'] : ['in_app', 'email', 'sms'])

export const mandatoryOf = (type: NotificationType): Channel[] =>
  channels.filter((channel) => isMandatory(type, channel))
