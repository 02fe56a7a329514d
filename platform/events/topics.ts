import type { Access } from '../contract/endpoint.ts'
import type { Scope } from '../database/index.ts'

/** Something one can listen to (api §4.13). */
export interface Topic {
  /** For all one may list: `tickets`. Without it only single things can be heard. */
  noun?: string
  /** The subject of its events, and the word for a single thing: `ticket`, as in `ticket:123`; `*`: every event. */
  subject: string
  /** Who may hear it, and how far; whoever may listen at all, unless stated. */
  access?: Access
  /** The normal policy for a single thing, asked once. Without it there is no topic for single things. */
  canHear?(scope: Scope, id: number): Promise<boolean>
  /** True for those who may list the noun only in part: they are told that something changed, not which. */
  inPart?(scope: Scope): boolean
}

const byWord = new Map<string, Topic>()

/** Registers a topic. A word that is taken stops the start. */
export function registerTopic(topic: Topic): void {
  const words = [topic.noun, topic.canHear && topic.subject].filter((word) => word !== undefined)
  for (const word of words) {
    if (byWord.has(word)) throw new Error(`Topic ${word} is registered twice`)
    byWord.set(word, topic)
  }
}

/** `tickets` → the topic and no id; `ticket:12` → the topic and 12; null when there is no such topic. */
export function readTopic(name: string): { topic: Topic; id: number | null } | null {
  const [, word = '', digits] = /^([a-z][a-z_]*)(?::([1-9]\d{0,15}))?$/.exec(name) ?? []
  const topic = byWord.get(word)
  if (!topic || (digits === undefined) !== (word === topic.noun)) return null
  return { topic, id: digits === undefined ? null : Number(digits) }
}
