import type { Access } from './access.ts'
import type { In, Out, Schema } from './schema.ts'

export * from './access.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A list as a table: column names with the paths of their values in an item (`user.email`), in order. */
export interface Csv {
  columns: Readonly<Record<string, string>>
  /** Those of a customer's people, where their items have a shape of their own. */
  members?: Readonly<Record<string, string>>
  /** At most so many rows; 100 000 unless stated. */
  rows?: number
}

/** One HTTP endpoint as data. The server registers it; web, command line, OpenAPI and tests read it. */
export interface Endpoint<P = unknown, Q = unknown, B = unknown, R = unknown> {
  method: Method
  /** Below `/api`, with `:name` for parameters; `{outside: true}` puts it at the root. */
  path: string
  access: Access
  /** One line for OpenAPI. */
  summary: string
  /** Restrictions of a session under which it may still be called; all others are answered 403 (identity §4.3). */
  restricted?: readonly string[]
  /** Who reads the credential (api §4.5): the door (default), the handler, or nobody. */
  credential?: 'house' | 'own' | 'none'
  /** Served beside `/api`, not below it. */
  outside?: true
  /** May be used from pages of other origins, without credentials. */
  embeddable?: true
  /** Whoever follows a link from its answer is not told where it stood (`Referrer-Policy: no-referrer`). */
  no_referrer?: true
  /** Meant to be opened by a browser: never answered with the web app. */
  navigable?: true
  params?: P
  query?: Q
  body?: B
  /** Media types other than JSON that the body may have. */
  accepts?: readonly ('multipart/form-data' | 'application/x-www-form-urlencoded' | 'text/plain')[]
  /** In bytes; 1 MiB unless stated. */
  body_limit?: number
  /** Success status → schema. A null schema is an empty answer; of several the lowest is the usual one. */
  response: R
  /** Location of what was made: `/tickets/{id}`, filled from the answer or the address asked; of its list where it has none. */
  location?: string
  /** Problem codes of its own, beside those that every endpoint may answer. */
  problems?: readonly string[]
  /** Where a code has another status here than it usually has. */
  problem_status?: Readonly<Record<string, number>>
  /** Of a paged list: offered as CSV, too, by `.csv`, `?format=csv` or `Accept: text/csv` (api §4.8). */
  csv?: Csv
  /** The named rate limit in place of the general one. */
  limit?: string
  /** Work outside the request's transaction: the handler opens its own (uploads, sign-in, streams). */
  transaction?: 'request' | 'own'
  idempotency?: 'required' | 'secret'
  /** Problems carry RFC 6749's `error` and `error_description` as well. */
  errors?: 'oauth'
}

type Shape = Schema | undefined

/** Declares an endpoint; what is not said is refused. */
export function endpoint<
  const R extends Record<number, Schema | null>,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
>(definition: Endpoint<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return definition
}

export type AnyEndpoint = Endpoint<unknown, unknown, unknown, unknown>

/** What the caller sends: before defaults. */
export type Sent<S> = In<S>
/** What the handler works with: after parsing. */
export type Received<S> = Out<S>

/** What the answer holds, on the caller's side. */
export type Answer<R> = R extends Record<number, infer S> ? (S extends Schema ? Out<S> : undefined) : never
/** What the handler gives back. */
export type Given<R> = R extends Record<number, infer S> ? (S extends Schema ? In<S> : unknown) : never

/** The contract of a module: endpoints by name. */
export type Api = Record<string, AnyEndpoint>

/** The status of success that the contract names. */
export function statusOf(declared: AnyEndpoint): number {
  return Number(Object.keys(declared.response as Record<string, unknown>)[0])
}

/** The address of an endpoint, from `/api` on. */
export function pathOf(declared: Pick<AnyEndpoint, 'path' | 'outside'>): string {
  return declared.outside ? declared.path : `/api${declared.path}`
}
