import { eventTypes, type Found, type Language, subjectOf, wordsOf } from '../../../platform/events/index.ts'
import { changesIn } from './audit.changes.ts'
import { kindOfField, type Names, nameIn, subjectOfActor } from './audit.names.ts'

const actors: Record<Language, Record<string, string>> = {
  en: {
    visitor: 'Somebody',
    user: 'A person',
    key: 'An API key',
    client: 'A machine client',
    automation: 'An automation',
    inbound: 'An incoming webhook',
    system: 'The portal',
    cli: 'The command line',
  },
  de: {
    visitor: 'Jemand',
    user: 'Eine Person',
    key: 'Ein API-Schlüssel',
    client: 'Ein Maschinen-Client',
    automation: 'Eine Automatisierung',
    inbound: 'Ein eingehender Webhook',
    system: 'Das Portal',
    cli: 'Die Kommandozeile',
  },
}
/** Places between coming and going as the pages call them (companies §4.8); the stream keeps their names. */
const places: Record<Language, ReadonlyMap<string, string>> = {
  en: new Map([
    ['onboard_requested', 'Onboard Requested'],
    ['onboard_approved', 'Onboard Approved'],
    ['onboarding_in_progress', 'Onboarding In Progress'],
    ['onboarded', 'Onboarded'],
    ['offboard_requested', 'Offboard Requested'],
    ['offboard_approved', 'Offboard Approved'],
    ['offboard_scheduled', 'Offboard Scheduled'],
    ['offboarded', 'Offboarded'],
  ]),
  de: new Map([
    ['onboard_requested', 'Eintritt beantragt'],
    ['onboard_approved', 'Eintritt genehmigt'],
    ['onboarding_in_progress', 'Eintritt läuft'],
    ['onboarded', 'Eingetreten'],
    ['offboard_requested', 'Austritt beantragt'],
    ['offboard_approved', 'Austritt genehmigt'],
    ['offboard_scheduled', 'Austritt geplant'],
    ['offboarded', 'Ausgetreten'],
  ]),
}
const nothing: Record<Language, string> = { en: 'nothing', de: 'nichts' }
const as: Record<Language, string> = { en: 'as', de: 'als' }

export function labelOf(type: string, language: Language): string {
  const label = eventTypes().get(type)?.label ?? type
  return language === 'de' ? (wordsOf(type)?.label_de ?? label) : label
}

/** One sentence: who did what. A type without words of its own says its label. */
export function sentenceOf(event: Found, names: Names, language: Language): string {
  const actor = actorOf(event, names, language)
  const template = wordsOf(event.type)?.[language]
  const subject = nameIn(names, event.subject_type, event.subject_id)
  if (!template) return `${actor}: ${labelOf(event.type, language)}${subject ? ` (${subject})` : ''}`
  const values = valuesOf(event, names, language)
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'actor' ? actor : (values[name] ?? nothing[language]),
  )
}

function actorOf(event: Found, names: Names, language: Language): string {
  const { actor_kind: kind, actor_id, actor_label, impersonator_id } = event
  const known = nameIn(names, subjectOfActor(kind) ?? '', actor_id)
  const name = known ?? actor_label ?? actors[language][kind] ?? kind
  const behind = nameIn(names, 'user', impersonator_id)
  return behind ? `${behind} (${as[language]} ${name})` : name
}

function valuesOf(event: Found, names: Names, language: Language): Record<string, string> {
  const [first] = changesIn(event)
  const isStep = event.type === 'staff_member.account_action_changed'
  const said = (field: string, value: unknown) =>
    (isStep && places[language].get(String(value))) || (inWords(field, value, names) ?? nothing[language])
  const facts = Object.entries({ ...event.provider_data, ...event.data }).map(([field, value]) => [
    field.replace(/_id$/, ''),
    said(field, value),
  ])
  return {
    ...Object.fromEntries(facts),
    subject: nameIn(names, event.subject_type, event.subject_id) ?? thing(event),
    company: nameIn(names, 'company', event.company_id) ?? nothing[language],
    people: peopleIn(event, names, language) || nothing[language],
    field: first?.field.replaceAll('_', ' ') ?? nothing[language],
    from: said(first?.field ?? '', first?.before),
    to: said(first?.field ?? '', first?.after),
  }
}

const unnamed: Record<Language, { person: string; one: string; more: string }> = {
  en: { person: 'somebody', one: 'an address', more: 'addresses' },
  de: { person: 'jemanden', one: 'eine Adresse', more: 'Adressen' },
}

/** All whom an event names: logins, entries of the directory, and how many addresses, which stand in no event. */
function peopleIn({ data }: Found, names: Names, language: Language): string {
  const { person, one, more } = unnamed[language]
  const named = ['user', 'staff_member'].flatMap((kind) => {
    const ids = data[`${kind}_ids`]
    return Array.isArray(ids) ? ids.map((id) => nameIn(names, kind, Number(id)) ?? person) : []
  })
  const addresses = Number(data.addresses ?? 0)
  const counted = addresses === 1 ? [one] : addresses > 1 ? [`${addresses} ${more}`] : []
  return [...new Set(named), ...counted].join(', ')
}

const thing = ({ subject_type, subject_id }: Found) =>
  `${subject_type.replaceAll('_', ' ')}${subject_id === null ? '' : ` ${subject_id}`}`

/** Ids of people, companies and roles become names while these exist; null when there is nothing. */
export function inWords(field: string, value: unknown, names: Names): string | null {
  if (value === null || value === undefined || value === '') return null
  if (Array.isArray(value)) return value.map((one) => inWords(field, one, names) ?? '').join(', ') || null
  const kind = kindOfField(field)
  if (kind && typeof value === 'number') return nameIn(names, kind, value) ?? String(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The page of what an event is about. */
export const pathOf = (event: Found, scope: Parameters<NonNullable<Subject['path']>>[1]): string | null =>
  event.subject_id === null ? null : (subjectOf(event.subject_type)?.path?.(event.subject_id, scope) ?? null)

type Subject = NonNullable<ReturnType<typeof subjectOf>>
