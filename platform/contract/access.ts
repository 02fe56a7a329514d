/**
 * Who may call an endpoint, as data (api §3). Words are tried in the order given, provider words first;
 * the first that holds makes the scope.
 */
export type Word =
  | { word: 'visitor' }
  | { word: 'user'; scope: string }
  | { word: 'session' }
  | { word: 'member'; permission: string }
  | { word: 'provider'; permission: string }
  | { word: 'super_admin' }
  | { word: 'client' }
  | { word: 'owner'; scope: string | null }

export interface Access {
  readonly words: readonly Word[]
  /** A browser session only, with proof of identity at most 10 minutes old. */
  readonly recent: boolean
}

const access = (...words: Word[]): Access => ({ words, recent: false })

/** Anybody, signed in or not. */
export const visitor = access({ word: 'visitor' })

/** Any session; a key or machine client only with this scope, which then suffices. */
export const user = (scope: string) => access({ word: 'user', scope })

/** A browser session, never a key or client. */
export const session = access({ word: 'session' })

/** Holds the permission in the company in which the caller works. */
export const member = (permission: string) => access({ word: 'member', permission })

/** Holds the permission in the provider company. */
export const provider = (permission: string) => access({ word: 'provider', permission })

export const super_admin = access({ word: 'super_admin' })

/** A machine token. */
export const client = access({ word: 'client' })

/** Provider or company right of that name. */
export const both = (permission: string) => either(provider(permission), member(permission))

/** The first of these that holds. */
export const either = (...options: Access[]): Access => ({
  words: options.flatMap((option) => option.words),
  recent: options.some((option) => option.recent),
})

/** These, or the owner of the row: the service decides, and answers 404 to everybody else. */
export const owner_or = (other: Access, scope: string | null = null): Access => ({
  words: [...other.words, { word: 'owner', scope }],
  recent: other.recent,
})

/** The same access, but only with proof of identity in the last 10 minutes. */
export const recent = (other: Access): Access => ({ ...other, recent: true })

/** One line for OpenAPI (`x-access`) and the documents. */
export function describeAccess({ words, recent: fresh }: Access): string {
  const text = words.map((word) => {
    if ('permission' in word) return `${word.word}(${word.permission})`
    if ('scope' in word && word.scope) return `${word.word}(${word.scope})`
    return word.word
  })
  return text.join(' or ') + (fresh ? ', recent' : '')
}
