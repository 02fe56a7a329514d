import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import { companyName, contactsOf, staffInWords } from '../../../companies/server/index.ts'
import { declareNotificationType, type Telling } from '../catalogue.ts'
import { selectHolders } from '../people.queries.ts'

const kinds = ['in_app', 'email'] as const
const steps = ['staff_member.account_action_changed']
const asked = ['onboard_requested', 'offboard_requested']
const approved = ['onboard_approved', 'offboard_approved']

const persons = (ids: readonly number[]) => ids.map((user_id) => ({ user_id }))

interface Person {
  name: string
  company: string
  leaves: string
  id: number
  company_id: number
}

/** Whom of the directory an event is about; null when nobody needs to hear of them any more. */
async function personOf(scope: Scope, event: StoredEvent): Promise<Person | null> {
  if (event.subject_id === null || event.company_id === null) return null
  const found = await staffInWords(scope, event.subject_id)
  if (!found) return null
  const company = (await companyName(scope, event.company_id)) ?? ''
  return { ...found, company, id: event.subject_id, company_id: event.company_id }
}

const boardingDe = (place: unknown) => (String(place).startsWith('offboard') ? 'Austritt' : 'Eintritt')
const decisionDe = {
  approved: 'genehmigt',
  declined: 'abgelehnt',
  'waiting for approval again': 'wieder offen',
} as const

const boarding = (place: unknown) => (String(place).startsWith('offboard') ? 'off-boarding' : 'on-boarding')

/** Who may approve in the company, and whom it named to be asked; the provider's approvers where there is nobody. */
async function approversOf(scope: Scope, company_id: number): Promise<{ ids: number[]; own: boolean }> {
  const holders = await selectHolders(scope, 'company', company_id, 'staff.approve')
  const named = await contactsOf(scope, company_id, 'approver')
  const ids = [...holders, ...named.flatMap(({ user_id }) => user_id ?? [])]
  if (ids.length > 0) return { ids: [...new Set(ids)], own: true }
  return { ids: await selectHolders(scope, 'provider', company_id, 'staff.approve'), own: false }
}

async function aboutRequest(scope: Scope, event: StoredEvent): Promise<Telling | null> {
  const { from, to } = event.data
  if (!asked.includes(String(to)) || approved.includes(String(from))) return null
  const person = await personOf(scope, event)
  if (!person) return null
  const { ids, own } = await approversOf(scope, person.company_id)
  return {
    people: persons(ids),
    message: `${person.company}: ${boarding(to)} of ${person.name} waits for approval.`,
    message_de: `${person.company}: ${boardingDe(to)} von ${person.name} wartet auf Genehmigung.`,
    // Who was named need not be allowed to read the directory.
    link: own ? '/staff/requests?which=waiting' : `/staff/${person.id}`,
  }
}

const decisionOf = ({ from, to }: Record<string, unknown>) => {
  if (asked.includes(String(from)) && approved.includes(String(to))) return 'approved'
  if (asked.includes(String(from)) && to !== 'offboarded') return 'declined'
  return approved.includes(String(from)) && asked.includes(String(to)) ? 'waiting for approval again' : null
}

async function aboutDecision(scope: Scope, event: StoredEvent): Promise<Telling | null> {
  const { from, requested_by_user_id, note } = event.data
  const decision = decisionOf(event.data)
  if (decision === null || typeof requested_by_user_id !== 'number') return null
  const person = await personOf(scope, event)
  if (!person) return null
  const why = typeof note === 'string' && note !== '' ? ` “${note}”` : ''
  const whyDe = why && ` „${note}“`
  const readers = await selectHolders(scope, 'company', person.company_id, 'staff.view')
  return {
    people: [{ user_id: requested_by_user_id }],
    message: `${person.company}: your request for ${boarding(from)} of ${person.name} is ${decision}.${why}`,
    message_de: `${person.company}: Ihr Antrag auf ${boardingDe(from)} von ${person.name} ist ${decisionDe[decision]}.${whyDe}`,
    severity: decision === 'approved' ? 'success' : 'info',
    // Who may ask need not be allowed to read the directory.
    link: readers.includes(requested_by_user_id) ? `/staff/${person.id}` : '/staff/requests',
  }
}

/** Told to those who carry it out. */
const toProcessors =
  (words: (person: Person, event: StoredEvent) => Pick<Telling, 'message' | 'message_de' | 'severity'>) =>
  async (scope: Scope, event: StoredEvent): Promise<Telling | null> => {
    const person = await personOf(scope, event)
    if (!person) return null
    return {
      people: persons(await selectHolders(scope, 'provider', person.company_id, 'staff.process')),
      link: `/staff/${person.id}`,
      ...words(person, event),
    }
  }

declareNotificationType(
  {
    event_type: 'company.staff_requested',
    label: 'On- and off-boarding requests',
    description: 'Somebody asks for on- or off-boarding that you may approve',
    group: 'company',
    caused_by: steps,
    allowed_channels: kinds,
    default_channels: ['email'],
    rank: 1,
    about: aboutRequest,
  },
  {
    event_type: 'company.staff_decided',
    label: 'Your on- and off-boarding requests',
    description: 'What you asked for was approved or declined',
    group: 'company',
    caused_by: steps,
    allowed_channels: kinds,
    default_channels: ['email'],
    about: aboutDecision,
  },
  {
    event_type: 'company.staff_leaving',
    label: 'Off-boarding tomorrow',
    description: 'Somebody is off-boarded within a day',
    group: 'company',
    side: 'provider',
    caused_by: ['staff_member.leaving_soon'],
    allowed_channels: kinds,
    about: toProcessors(({ company, name, leaves }) => ({
      message: `${company}: ${name} is off-boarded on ${leaves}.`,
      message_de: `${company}: ${name} tritt am ${leaves} aus.`,
    })),
  },
  {
    event_type: 'company.staff_stuck',
    label: 'Off-boarding keeps failing',
    description: 'Somebody whose time has come could not be off-boarded',
    group: 'company',
    side: 'provider',
    caused_by: ['staff_member.offboard_failed'],
    allowed_channels: ['in_app', 'email', 'sms'],
    default_channels: ['email'],
    about: toProcessors(({ company, name }, { data }) => ({
      message: `${company}: off-boarding ${name} failed ${data.tries} times. Shut them out by hand.`,
      message_de: `${company}: Der Austritt von ${name} ist ${data.tries}-mal gescheitert. Sperren Sie den Zugang von Hand.`,
      severity: 'critical',
    })),
  },
)
