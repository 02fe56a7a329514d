/** The languages of the audit log's sentences. */
export type Language = 'en' | 'de'

/**
 * What an event says in words. A sentence names `{actor}`, `{subject}`, `{company}`, `{field}`, `{from}`, `{to}` of the
 * first change, and the fields of the event's data by their names; ids of people, roles and companies become names.
 */
export interface EventWords {
  en: string
  de: string
  /** The label in German; in English it stands in the declaration. */
  label_de: string
}

const words = new Map<string, EventWords>()

/** Says what events of these types are called: `[label in German, sentence, Satz]` for each type. */
export function declareWords(of: Readonly<Record<string, readonly [string, string, string]>>): void {
  for (const [type, [label_de, en, de]] of Object.entries(of)) {
    if (words.has(type)) throw new Error(`The words of event ${type} are declared twice`)
    words.set(type, { label_de, en, de })
  }
}

export const wordsOf = (type: string): EventWords | undefined => words.get(type)
