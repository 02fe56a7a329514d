import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Page } from '../contract/schema.ts'
import { answerOn } from './answer.ts'
import { csvPage, sendCsv } from './csv.ts'
import { columnsOf, takeColumns } from './csv-columns.ts'
import type { Door } from './door.ts'
import type { Caller } from './gate.ts'
import { assertCompany, type Prepared, readInput } from './reading.ts'
import type { Call } from './route.ts'
import { slide } from './slide.ts'

/** A list as a file: the handler is asked for page after page, each time as a request of its own. */
export async function asCsv(
  door: Door,
  ready: Prepared,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Record<string, unknown>,
  handler: (call: Call) => Promise<unknown>,
) {
  const chosen = takeColumns(query)
  const answer = answerOn(reply, door.cookies)
  const ask = door.askOf(ready.declared, door.credentialOf(ready.declared, request), request)
  const common = { answer, origin: ask.origin, request_id: request.id, if_match: null }
  const page = (met: (caller: Caller) => Promise<void> | void, after?: string) =>
    door.gate.enter(ask, met, async (scope, caller) => {
      const given = readInput(ready, request, undefined, query)
      assertCompany(request, scope)
      const start = after === undefined ? {} : { after }
      const wide = { ...(given.query as object), limit: csvPage, ...start }
      const call = { ...given, query: wide, ...common, scope, caller }
      const columns = columnsOf(ready.declared.csv, scope, chosen)
      return { caller, columns, value: (await handler(call as unknown as Call)) as Page<unknown> }
    })
  const first = await page(async (caller) => {
    await door.meet(ready.declared, caller, request, null, reply)
    await door.charge('exports', caller.limit_key, reply)
  })
  await slide(door, first.caller, request, answer)
  const name = ready.declared.path.split('/').at(-1) ?? 'list'
  const more = async (after: string) => (await page(() => {}, after)).value
  return sendCsv(reply, { ...ready.declared.csv, columns: first.columns }, name, first.value, more)
}
