import { jsonSchemaOf, type Schema, z } from '../contract/schema.ts'

export type Audience = 'company' | 'provider'

/** A kind of thing that can happen: declared once, beside the service that announces it (events §4). */
export interface EventType<D extends Schema = Schema> {
  /** `ticket.replied` */
  type: string
  /** The noun it is about: `ticket`. */
  subject: string
  /** Who may read it in the audit log: the company it belongs to, or the provider alone. */
  audience: Audience
  label: string
  /** Ids, codes, numbers and `changes`; never a secret, a body, or free text over 200 characters. */
  data: D
  sample: z.input<D>
  retention_class?: 'standard' | 'sign_in'
}

const types = new Map<string, EventType>()

/** Declares an event type. A second one of the same name, or a sample that does not fit, stops the start. */
export function defineEvent<const D extends Schema>(definition: EventType<D>): EventType<D> {
  if (types.has(definition.type)) throw new Error(`Event ${definition.type} is declared twice`)
  if (!z.safeParse(definition.data, definition.sample).success)
    throw new Error(`The sample of event ${definition.type} does not fit its schema`)
  types.set(definition.type, definition as unknown as EventType)
  return definition
}

export const eventTypes = (): ReadonlyMap<string, EventType> => types

/** What an event's data looks like, for documents and builders. */
export const eventSchema = (definition: EventType) => jsonSchemaOf(definition.data, 'output')

/** A change of one field, as events and the audit log keep it. */
export const Changes = z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() }))
