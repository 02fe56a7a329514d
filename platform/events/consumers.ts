import type { Scope } from '../database/index.ts'
import type { StoredEvent } from './stored.ts'

/**
 * A part of the house that reacts to events. It does database work only (at most 50 ms an event) and enqueues
 * jobs for the rest; its effects commit together with the event's removal from the outbox: exactly once.
 */
export interface Consumer {
  /** Kept in the database: `notifications`. */
  name: string
  /** Events of one company, those of one subject in order; the scope is limited to that company. */
  consume(scope: Scope, events: StoredEvent[]): Promise<void>
}

const consumers = new Map<string, Consumer>()

/** Registers a consumer, before the dispatcher starts. A second one of the same name stops the start. */
export function registerConsumer(consumer: Consumer): void {
  if (consumers.has(consumer.name)) throw new Error(`Consumer ${consumer.name} is registered twice`)
  consumers.set(consumer.name, consumer)
}

export const registeredConsumers = (): readonly Consumer[] => [...consumers.values()]
