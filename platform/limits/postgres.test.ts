import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { freshDatabase } from '../../test/harness/database.ts'
import { type Database, inTransaction, openPostgres } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import { runRetention } from '../retention/index.ts'
import { type Limit, openLimits, type Verdict } from './index.ts'
import { memoryWindows } from './memory.ts'
import { postgresWindows } from './postgres.ts'

const login: Limit = { name: 'login', points: 20, seconds: 60 }
const granted = (verdicts: Verdict[]) => verdicts.filter(({ allowed }) => allowed).length

let database: Database
let url: string | null
let drop: () => Promise<void>
before(async () => {
  ;({ database, url, drop } = await freshDatabase())
})
after(() => drop())

describe('counted in the database', () => {
  test('exactly what is configured is granted, however many ask at once', async () => {
    const windows = postgresWindows(database)
    const asked = Array.from({ length: 60 }, () => windows.consume(login, 'parallel', 1))
    assert.equal(granted(await Promise.all(asked)), 20)
    const refused = await windows.consume(login, 'parallel', 1)
    assert.equal(refused.remaining, 0)
    assert.ok(refused.retry_after && refused.retry_after >= 56 && refused.retry_after <= 60)
    assert.ok((await windows.consume(login, 'somebody else', 1)).allowed)
  })

  test('it counts as memory does: costs, looking without counting, refusals that take nothing', async () => {
    const windows = postgresWindows(database)
    const memory = memoryWindows()
    for (const cost of [0, 15, 6, 0, 5, 1, 0, 21]) {
      const [one, other] = [await windows.consume(login, 'same', cost), memory.consume(login, 'same', cost)]
      assert.deepEqual([one.allowed, one.remaining], [other.allowed, other.remaining], `cost ${cost}`)
    }
  })

  test('the window slides, and waiting as told is enough', async () => {
    const windows = postgresWindows(database)
    const quick: Limit = { name: 'login', points: 4, seconds: 1 }
    const verdicts: Verdict[] = []
    for (let i = 0; i < 6; i++) verdicts.push(await windows.consume(quick, 'a', 1))
    assert.ok(granted(verdicts) >= 4)
    const refused = verdicts.at(-1)
    await wait((refused?.retry_after ?? 1) * 1000)
    assert.ok((await windows.consume(quick, 'a', 1)).allowed)
    assert.ok(!(await windows.consume(quick, 'a', 4)).allowed)
  })

  test('no address stands in the table, and rows that count no more go at night', async () => {
    await postgresWindows(database).consume({ ...login, seconds: 1 }, 'ada@people.example', 1)
    const rows = () =>
      inTransaction(database, { role: 'portal_system' }, async (tx) => {
        const all = await tx.run('select * from rate_windows')
        return JSON.stringify(all.rows)
      })
    assert.doesNotMatch(await rows(), /people\.example/)
    const later = new Date(Date.now() + 86_400_000)
    await runRetention(database, {
      log: openLog({ level: 'silent', format: 'json', secrets: [] }),
      now: later,
    })
    assert.equal(await rows(), '[]')
  })

  test('only the limits of sign-in go there; without a database they are counted in memory', async (t) => {
    if (!url) return t.diagnostic('the embedded database has one process: memory')
    const other = openPostgres({ url, pool_size: 4 })
    const nodes = [openLimits({ database }), openLimits({ database: other })]
    const asked = Array.from({ length: 60 }, (_, i) => nodes[i % 2]?.consume(login, 'nodes'))
    assert.equal(granted((await Promise.all(asked)).filter((one) => one !== undefined)), 20)
    assert.ok(!(nodes[0]?.consume({ name: 'general', points: 5, seconds: 60 }, 'a') instanceof Promise))
    await other.close()
    const alone = Array.from({ length: 60 }, () => nodes[1]?.consume(login, 'alone'))
    assert.equal(granted((await Promise.all(alone)).filter((one) => one !== undefined)), 20)
    for (const node of nodes) node.close()
  })
})
