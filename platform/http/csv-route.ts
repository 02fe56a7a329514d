import type { FastifyReply, FastifyRequest } from 'fastify'
import { exportsApi } from '../exports/contract.ts'
import { answerOn } from './answer.ts'
import { csvPage, mostCsvRows, sendCsv } from './csv.ts'
import { columnsOf, takeColumns } from './csv-columns.ts'
import { type CsvList, readCsvPage } from './csv-list.ts'
import type { Door } from './door.ts'
import type { Ask, Caller } from './gate.ts'
import { assertCompany, readInput } from './reading.ts'
import type { Call } from './route.ts'
import { slide } from './slide.ts'

/**
 * A list as a file: the handler is asked for page after page, each time as a request of its own. One with too many rows
 * is answered 202, and a job makes its file (api §4.8).
 */
export async function asCsv(
  door: Door,
  list: CsvList,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Record<string, unknown>,
) {
  const { ready } = list
  const { declared } = ready
  const chosen = takeColumns(query)
  const limit = declared.csv?.rows ?? door.csv_rows ?? mostCsvRows
  const answer = answerOn(reply, door.cookies)
  const ask = door.askOf(declared, door.credentialOf(declared, request), request)
  const common = { answer, origin: ask.origin, request_id: request.id, if_match: null }
  const page = (met: (caller: Caller) => Promise<void> | void, after?: string) =>
    door.gate.enter(ask, met, async (scope, caller) => {
      const given = readInput(ready, request, undefined, query)
      assertCompany(request, scope)
      const call = { ...given, ...common, scope, caller } as Call
      const columns = columnsOf(declared.csv, scope, chosen)
      const value = await readCsvPage(list, call, Math.min(csvPage, limit), after)
      const isFirstOfMore = after === undefined && value.next !== null && door.exports !== undefined
      const isLong = isFirstOfMore && (await list.count(call, limit)) > limit
      return { scope, caller, columns, value, isLong }
    })
  const first = await page(async (caller) => {
    await door.meet(declared, caller, request, null, reply)
    await door.charge('exports', caller.limit_key, reply)
  })
  await slide(door, first.caller, request, answer)
  if (first.isLong && door.exports) {
    await meetReader(door, ask)
    const params = request.params as Record<string, string>
    const made = await door.exports.start(first.scope, { name: ready.name, params, query, columns: chosen })
    return reply.code(202).header('location', door.rooted(made.path)).send(made)
  }
  const name = declared.path.split('/').at(-1) ?? 'list'
  const more = async (after: string) => (await page(() => {}, after)).value
  return sendCsv(reply, { columns: first.columns, rows: limit }, name, first.value, more)
}

/** A key that could not read the file is refused before one is made. */
const meetReader = (door: Door, ask: Ask) =>
  door.gate.enter(
    { ...ask, access: exportsApi.readExport.access },
    () => {},
    async () => {},
  )
