import type { Word } from '../../../platform/contract/endpoint.ts'
import type { Ask } from '../../../platform/http/index.ts'

/** The words as scope_of reads them; whoever is signed in is a person. */
export function wordsOf(words: readonly Word[]): string[] {
  return words.map((word) => {
    if (word.word === 'provider' || word.word === 'member') return `${word.word}:${word.permission}`
    return word.word === 'super_admin' ? word.word : 'person'
  })
}

/** The endpoint's words that a key can meet, and the scope that it needs for each ('' for none). */
export function neededBy({ access }: Ask): { word: Word; scope: string }[] {
  return access.words.flatMap((word) => {
    const scope = scopeFor(word)
    return scope === null ? [] : [{ word, scope }]
  })
}

function scopeFor(word: Word): string | null {
  switch (word.word) {
    case 'visitor':
      return ''
    case 'user':
    case 'owner':
      return word.scope
    case 'member':
    case 'provider':
      return word.permission
    case 'super_admin':
      return 'super_admin'
    default:
      return null
  }
}
