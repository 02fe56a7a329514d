import type { Scope } from '../database/index.ts'

/** A kind of thing that events are about: where its page is, and what its things are called. */
export interface Subject {
  /** `ticket` */
  type: string
  /** The module that keeps them. */
  module: string
  /** The page of one, for this caller; null where there is none. */
  path?(id: number, scope: Scope): string | null
  /** Names of those of them that this scope may see, in one statement. */
  names?(scope: Scope, ids: readonly number[]): Promise<ReadonlyMap<number, string>>
}

const subjects = new Map<string, Subject>()

/** Registers a kind of thing. A second one of the same type stops the start. */
export function registerSubject(subject: Subject): void {
  if (subjects.has(subject.type)) throw new Error(`Subject ${subject.type} is registered twice`)
  subjects.set(subject.type, subject)
}

export const subjectOf = (type: string): Subject | undefined => subjects.get(type)
