import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AnyEndpoint, Endpoint, Given, Received } from '../contract/endpoint.ts'
import { pathOf } from '../contract/endpoint.ts'
import type { Scope } from '../database/index.ts'
import { type Alone, answerAlone } from './alone.ts'
import { type Answer, answerOn } from './answer.ts'
import { noteCaller } from './caller-note.ts'
import type { Credential } from './credential.ts'
import { asksForCsv } from './csv.ts'
import type { CsvList } from './csv-list.ts'
import { asCsv } from './csv-route.ts'
import type { Door } from './door.ts'
import { type Ask, type Caller, type Origin, visitorFrom } from './gate.ts'
import { keyOf, type Once, once } from './once.ts'
import { readQuery } from './query.ts'
import {
  assertCompany,
  ifMatch,
  type Prepared,
  parseEarly,
  parseLate,
  prepare,
  readInput,
} from './reading.ts'
import { send } from './send-answer.ts'
import { slide } from './slide.ts'

interface Common<P, Q, B> {
  params: Received<P>
  query: Received<Q>
  body: Received<B>
  caller: Caller
  answer: Answer
  origin: Origin
  request_id: string
  /** The version in If-Match, when there is one. */
  if_match: number | null
}

/** Given to a handler that runs inside the request's transaction. */
export interface Call<P = undefined, Q = undefined, B = undefined> extends Common<P, Q, B> {
  scope: Scope
}

/** Given to a handler that opens its own transactions: `enter` checks access anew each time. */
export interface OwnCall<P = undefined, Q = undefined, B = undefined> extends Common<P, Q, B> {
  enter<T>(work: (scope: Scope) => Promise<T>, options?: { read_only?: boolean }): Promise<T>
  /**
   * `enter` for the one transaction that makes what is answered: under an `Idempotency-Key` its first answer is
   * given again and `work` does not run (api §4.10).
   */
  once: Once
  /** Counts this request against a named rate, for this key. 429 `rate_limited`. */
  charge(name: string, key: string): Promise<void>
  credential: Credential
  raw: { request: FastifyRequest; reply: FastifyReply }
}

export interface Routes {
  /** Serves an endpoint inside one scoped transaction; `alone` says when it needs none (GET only). */
  route<P, Q, B, R>(
    endpoint: Endpoint<P, Q, B, R>,
    handler: (call: Call<P, Q, B>) => Promise<Given<R>>,
    alone?: Alone,
  ): void
  /** Serves a paged list that is offered as CSV; `count` says how many rows it has, counted up to `most`. */
  list<P, Q, B, R>(
    endpoint: Endpoint<P, Q, B, R>,
    handler: (call: Call<P, Q, B>) => Promise<Given<R>>,
    count: (call: Call<P, Q, B>, most: number) => Promise<number>,
  ): void
  /** Serves an endpoint that works outside a transaction; `sent` means the handler answered by itself. */
  own<P, Q, B, R>(
    endpoint: Endpoint<P, Q, B, R>,
    handler: (call: OwnCall<P, Q, B>) => Promise<Given<R> | typeof sent>,
  ): void
}

export const sent = Symbol('sent')

export function routesOn(app: FastifyInstance, door: Door): Routes {
  function register(
    declared: AnyEndpoint,
    run: (ready: Prepared, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ) {
    const ready = prepare(declared)
    door.endpoints.push(declared)
    const urls = [pathOf(declared), ...(declared.csv ? [`${pathOf(declared)}.csv`] : [])]
    for (const url of urls) {
      app.route({
        method: declared.method,
        url,
        config: { endpoint: declared },
        bodyLimit: declared.body_limit ?? 1_048_576,
        handler: (request, reply) => run(ready, request, reply),
      })
    }
    return ready
  }

  return {
    route(endpoint, handler, alone) {
      if (endpoint.transaction === 'own')
        throw new Error(`${endpoint.path} opens its own transactions: serve it by own()`)
      if (endpoint.csv) throw new Error(`${endpoint.path} is offered as CSV: serve it by list()`)
      const work = handler as unknown as (call: Call) => Promise<unknown>
      register(endpoint as AnyEndpoint, (ready, request, reply) =>
        inside(door, ready, request, reply, work, { alone }),
      )
    },
    list(endpoint, handler, count) {
      const served = { handler, count } as unknown as Omit<CsvList, 'ready'>
      const ready = register(endpoint as AnyEndpoint, (_, request, reply) => {
        const query = readQuery(request.raw.url ?? '')
        return asksForCsv(request, query)
          ? asCsv(door, list, request, reply, query)
          : inside(door, ready, request, reply, served.handler, { query })
      })
      const list: CsvList = { ready, ...served }
      door.lists.set(ready.name, list)
    },
    own(endpoint, handler) {
      register(endpoint as AnyEndpoint, (ready, request, reply) =>
        outside(door, ready, request, reply, handler as unknown as (call: OwnCall) => Promise<unknown>),
      )
    },
  }
}

/** The whole request in one transaction: who, may they, is it right, was it done before, do it. */
async function inside(
  door: Door,
  ready: Prepared,
  request: FastifyRequest,
  reply: FastifyReply,
  handler: (call: Call) => Promise<unknown>,
  { query, alone }: { query?: Record<string, unknown>; alone?: Alone | undefined },
) {
  const answer = answerOn(reply, door.cookies)
  const credential = door.credentialOf(ready.declared, request)
  const ask = door.askOf(ready.declared, credential, request)
  const input = { csrf: null as string | null, value: undefined as unknown }
  if (alone) {
    const asked = { ask, request, reply, query: readQuery(request.raw.url ?? '') }
    const known = await answerAlone(door, ready, asked, alone)
    if (known) {
      await slide(door, known.caller, request, answer)
      return send(door, ready, reply, known.value)
    }
  }

  const result = await door.gate.enter(
    ask,
    (caller) => {
      Object.assign(input, parseLate(ready, request))
      return door.meet(ready.declared, caller, request, input.csrf, reply)
    },
    async (scope, caller) => {
      noteCaller(request, caller, scope.company_id)
      const given = readInput(ready, request, input.value, query)
      assertCompany(request, scope)
      const call = {
        ...given,
        scope,
        caller,
        answer,
        origin: ask.origin,
        request_id: request.id,
        if_match: ifMatch(request),
      }
      const key = keyOf(ready, request, caller)
      const work = () => handler(call as Call)
      const value = key
        ? await once(
            ready,
            request,
            { key, body: given.body, scope, company_id: scope.company_id },
            reply,
            work,
          )
        : await work()
      return { value, caller }
    },
  )
  await slide(door, result.caller, request, answer)
  return send(door, ready, reply, result.value)
}

async function outside(
  door: Door,
  ready: Prepared,
  request: FastifyRequest,
  reply: FastifyReply,
  handler: (call: OwnCall) => Promise<unknown>,
) {
  const answer = answerOn(reply, door.cookies)
  const credential = door.credentialOf(ready.declared, request)
  const ask = door.askOf(ready.declared, credential, request)
  const { caller, given } = await admit(door, ready, request, reply, ask)
  const enter = <T>(work: (scope: Scope) => Promise<T>, options: { read_only?: boolean } = {}) =>
    door.gate.enter({ ...ask, read_only: options.read_only ?? false }, () => {}, work)
  const call = {
    ...given,
    caller,
    answer,
    credential,
    origin: ask.origin,
    request_id: request.id,
    if_match: ifMatch(request),
    raw: { request, reply },
    charge: async (name: string, key: string) => door.charge(name, key, reply),
    enter,
    once: <T>(work: (scope: Scope) => Promise<T>, of: { sent?: unknown; any_company?: boolean } = {}) => {
      const key = keyOf(ready, request, caller)
      const { sent: body = given.body, any_company } = of
      if (!key) return enter(work)
      return enter((scope) => {
        const company_id = any_company ? null : scope.company_id
        return once(ready, request, { key, body, scope, company_id }, reply, () => work(scope)) as Promise<T>
      })
    },
  }
  const value = await handler(call as OwnCall)
  if (value === sent) return reply
  await slide(door, caller, request, answer)
  return send(door, ready, reply, value)
}

/** The checks of an endpoint that opens its own transactions; a visitor without a credential needs none. */
async function admit(door: Door, ready: Prepared, request: FastifyRequest, reply: FastifyReply, ask: Ask) {
  const input = await parseEarly(ready, request, ask.credential)
  if (ask.credential.kind === 'none' && ask.access.words.some(({ word }) => word === 'visitor')) {
    const caller = visitorFrom(ask.origin)
    await door.meet(ready.declared, caller, request, input.csrf, reply)
    return { caller, given: readInput(ready, request, input.value) }
  }
  return door.gate.enter(
    { ...ask, read_only: true },
    (who) => door.meet(ready.declared, who, request, input.csrf, reply),
    async (scope, who) => {
      noteCaller(request, who, scope.company_id)
      assertCompany(request, scope)
      return { caller: who, given: readInput(ready, request, input.value) }
    },
  )
}
