import { problem } from '../../../platform/contract/problems.ts'
import { enterTransaction } from '../../../platform/database/index.ts'
import type { Again, Ask } from '../../../platform/http/index.ts'
import type { ClientRow, EntryRow, KeyRow } from './gate.queries.ts'
import { enterByClientAgain, enterByKeyAgain, enterByPersonAgain } from './gate.queries.ts'
import { keyCalling, narrowedTo, refuseRestricted } from './gate-checks.ts'
import { type ClientGateOptions, clientWordsOf, tooNarrow, type Work } from './gate-client.ts'
import { type ConfirmOptions, refuseWithout, scopeFrom } from './gate-scope.ts'
import { neededBy, wordsOf } from './gate-words.ts'
import { clientScope } from './scope.ts'

type Options = ClientGateOptions & ConfirmOptions
type Row<R> = R & Record<string, unknown>

/**
 * The way in for a job that goes on with what somebody asked: nothing of their rights was kept, so they are found anew,
 * in the company they worked in. 401 when they are gone, 403 when they may not any more.
 */
export function enterAgain<T>(options: Options, ask: Ask, again: Again, work: Work<T>): Promise<T> {
  if (again.actor.kind === 'key') return asKey(options, ask, again, work)
  return again.actor.kind === 'client'
    ? asClient(options, ask, again, work)
    : asPerson(options, ask, again, work)
}

function asPerson<T>(options: Options, ask: Ask, { actor, company_id }: Again, work: Work<T>): Promise<T> {
  const values = [actor.id, company_id, wordsOf(ask.access.words), ask.request_id]
  const entry = { text: enterByPersonAgain, values, read_only: ask.read_only }
  return enterTransaction<Row<EntryRow>, T>(options.database, entry, async (tx, row) => {
    if (!row) throw problem('not_signed_in')
    refuseRestricted(row, ask)
    refuseElsewhere(row, company_id)
    await refuseWithout(options, tx, row, ask)
    const caller = {
      kind: 'user',
      user_id: row.user_id,
      session: null,
      limit_key: `u${row.user_id}`,
    } as const
    return work(await scopeFrom(tx, ask, row, actor), caller)
  })
}

function asKey<T>(options: Options, ask: Ask, { actor, company_id }: Again, work: Work<T>): Promise<T> {
  const needed = neededBy(ask)
  const values = [
    actor.id,
    wordsOf(needed.map(({ word }) => word)),
    needed.map(({ scope }) => scope),
    ask.request_id,
  ]
  const entry = { text: enterByKeyAgain, values, read_only: ask.read_only }
  return enterTransaction<Row<KeyRow>, T>(options.database, entry, async (tx, key) => {
    if (!key) throw problem('invalid_api_key')
    const narrowed = narrowedTo(key, ask)
    refuseRestricted(key, ask)
    refuseElsewhere(key, company_id)
    await refuseWithout(options, tx, key, narrowed)
    return work(await scopeFrom(tx, ask, key, actor, key.scopes), keyCalling(key))
  })
}

function asClient<T>(options: Options, ask: Ask, { actor, held }: Again, work: Work<T>): Promise<T> {
  const values = [actor.id, held, clientWordsOf(ask), ask.request_id]
  const entry = { text: enterByClientAgain, values, read_only: ask.read_only }
  return enterTransaction<Row<ClientRow>, T>(options.database, entry, (tx, row) => {
    if (!row) throw problem('invalid_access_token')
    if (row.granted === null) throw tooNarrow(ask)
    const caller = {
      kind: 'client',
      user_id: null,
      session: null,
      limit_key: `c${row.machine_client_id}`,
    } as const
    return work(clientScope(tx, ask, row), caller)
  })
}

/** Whoever may not enter that company any more would be put into another one of theirs. */
function refuseElsewhere(row: EntryRow, companyId: number | null): void {
  if (row.company_id !== companyId) throw problem('no_active_company')
}
