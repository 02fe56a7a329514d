import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import { companyName } from '../../../companies/server/index.ts'
import { declareNotificationType, type NotificationType, type Telling } from '../catalogue.ts'
import { selectHolders } from '../people.queries.ts'

interface Change {
  from: unknown
  to: unknown
}

const nameOf = async (scope: Scope, event: StoredEvent) =>
  event.company_id === null ? '' : ((await companyName(scope, event.company_id)) ?? '')

/** Told to the member whom it is about, wherever they work: they may have no access to the company any more. */
const toMember = (
  type: Pick<NotificationType, 'event_type' | 'label' | 'description' | 'caused_by'>,
  words: (
    company: string,
    event: StoredEvent,
  ) => Pick<Telling, 'message' | 'message_de' | 'link' | 'severity'>,
): NotificationType => ({
  ...type,
  group: 'company',
  allowed_channels: ['in_app', 'email'],
  async about(scope, event) {
    if (typeof event.data.user_id !== 'number') return null
    const company = await nameOf(scope, event)
    return {
      people: [{ user_id: event.data.user_id }],
      company_id: null,
      metadata: { company },
      ...words(company, event),
    }
  },
})

const roleAfter = ({ data }: StoredEvent) =>
  String((data.changes as Change[] | undefined)?.find(({ to }) => typeof to === 'string')?.to ?? '')

declareNotificationType(
  toMember(
    {
      event_type: 'company.invited',
      label: 'Invited to a company',
      description: 'Somebody invited you to their company',
      caused_by: ['membership.invited'],
    },
    (company) => ({
      message: `You are invited to ${company}.`,
      message_de: `Sie sind zu ${company} eingeladen.`,
      link: '/invitations',
    }),
  ),
  toMember(
    {
      event_type: 'company.role_changed',
      label: 'Your role changed',
      description: 'You have another role in a company',
      caused_by: ['membership.role_changed'],
    },
    (company, event) => ({
      message: `Your role at ${company} is ${roleAfter(event)} now.`,
      message_de: `Ihre Rolle bei ${company} ist jetzt ${roleAfter(event)}.`,
      link: '/company',
    }),
  ),
  toMember(
    {
      event_type: 'company.suspended',
      label: 'Access suspended or restored',
      description: 'Your access to a company was suspended, or given back',
      caused_by: ['membership.suspended', 'membership.resumed'],
    },
    (company, { type }) =>
      type === 'membership.suspended'
        ? {
            message: `Your access to ${company} was suspended.`,
            message_de: `Ihr Zugang zu ${company} wurde gesperrt.`,
            severity: 'warning',
          }
        : {
            message: `Your access to ${company} was given back.`,
            message_de: `Ihr Zugang zu ${company} ist wieder frei.`,
            severity: 'success',
          },
  ),
  toMember(
    {
      event_type: 'company.removed',
      label: 'Removed from a company',
      description: 'You are no longer a member of a company',
      caused_by: ['membership.removed'],
    },
    (company) => ({
      message: `You are no longer a member of ${company}.`,
      message_de: `Sie sind kein Mitglied von ${company} mehr.`,
      severity: 'warning',
    }),
  ),
  {
    event_type: 'company.joined_by_domain',
    label: 'Joined by e-mail domain',
    description: 'Somebody became a member because of their e-mail address',
    group: 'company',
    caused_by: ['membership.joined'],
    allowed_channels: ['in_app', 'email'],
    async about(scope, event) {
      if (event.data.source !== 'domain' || event.company_id === null) return null
      const company = await nameOf(scope, event)
      const holders = await selectHolders(scope, 'company', event.company_id, 'members.manage')
      return {
        people: holders.map((user_id) => ({ user_id })),
        message: `Somebody joined ${company} by their e-mail address, as ${event.data.role}.`,
        message_de: `Jemand ist ${company} durch seine E-Mail-Adresse beigetreten, als ${event.data.role}.`,
        link: '/company/members',
      }
    },
  },
)
