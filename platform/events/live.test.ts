import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { freshDatabase } from '../../test/harness/database.ts'
import { redisServer, withoutRedis } from '../../test/harness/redis.ts'
import { asOwner, openPostgres } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import { type Live, type LiveChange, type LiveSignal, openLive } from './index.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })

test('each process hears a batch exactly once, however long it is', async (t) => {
  const { database, url, drop } = await freshDatabase()
  const other = url ? openPostgres({ url, pool_size: 2 }) : database
  const lives = [await openLive({ database, log, pulse_ms: 5_000 })]
  if (url) lives.push(await openLive({ database: other, log, pulse_ms: 5_000 }))
  t.after(async () => {
    for (const live of lives) await live.close()
    if (other !== database) await other.close()
    await drop()
  })

  const batch = batchOf(500)
  const ears = lives.map(earOn)
  lives[0]?.publish(batch)
  lives.at(-1)?.publish(batchOf(1, 1_000))
  for (const ear of ears) {
    await ear.until(() => ear.changes().length >= 501)
    assert.deepEqual(
      ear.changes().filter(({ id }) => id < 1_000),
      batch,
    )
    assert.equal(ear.changes().length, 501)
  }
})

test('on PostgreSQL a lost connection ends in a resync, and all is heard again', async (t) => {
  const { database, url, drop } = await freshDatabase()
  if (!url) return drop()

  const other = openPostgres({ url, pool_size: 2 })
  const [here, there] = [
    await openLive({ database, log, pulse_ms: 20 }),
    await openLive({ database: other, log, pulse_ms: 20 }),
  ]
  t.after(async () => {
    await Promise.all([here.close(), there.close()])
    await other.close()
    await drop()
  })
  const ear = earOn(here)
  const admin = openPostgres({ url, pool_size: 1 })
  await admin.pool.query('reset role')
  await admin.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
  )
  await admin.close()
  await ear.until(() => ear.signals.some(({ kind }) => kind === 'resync'))
  // The other one's ear may be on its way back, too: what it misses meanwhile is the next resync's business.
  await ear.until(() => {
    if (ear.changes().length === 0) there.publish(batchOf(1))
    return ear.changes().length > 0
  })
})

test('with Redis the processes hear each other, and resync when it comes back', {
  skip: withoutRedis,
}, async (t) => {
  const { database, drop } = await freshDatabase()
  const redis = await redisServer()
  const redis_url = redis.url
  const [here, there] = [
    await openLive({ database, redis_url, log }),
    await openLive({ database, redis_url, log }),
  ]
  t.after(async () => {
    await Promise.all([here.close(), there.close()])
    await redis.kill()
    await drop()
  })

  const ear = earOn(there)
  await ear.until(() => {
    if (ear.changes().length === 0) here.publish(batchOf(1))
    return ear.changes().length > 0
  })
  await redis.kill()
  await redis.start()
  await ear.until(() => ear.signals.some(({ kind }) => kind === 'resync'))
})

test('two portals that share one Redis do not hear each other', { skip: withoutRedis }, async (t) => {
  const [one, two] = [await freshDatabase(), await freshDatabase()]
  // Embedded ones are copies of one template, down to their age.
  await asOwner(one.database, (client) => client.query("update schema_version set applied_at = '2020-02-20'"))
  const redis = await redisServer()
  const redis_url = redis.url
  const lives = [
    await openLive({ database: one.database, redis_url, log }),
    await openLive({ database: two.database, redis_url, log }),
    await openLive({ database: two.database, redis_url, log }),
  ]
  t.after(async () => {
    for (const live of lives) await live.close()
    await redis.kill()
    await Promise.all([one.drop(), two.drop()])
  })

  const [here, there, beside] = lives as [Live, Live, Live]
  const ear = earOn(beside)
  await ear.until(() => {
    here.publish(batchOf(1, 7))
    there.publish(batchOf(1))
    return ear.changes().some(({ id }) => id === 1)
  })
  assert.deepEqual(
    ear.changes().filter(({ id }) => id === 7),
    [],
  )
})

function batchOf(length: number, from = 1): LiveChange[] {
  return Array.from({ length }, (_, index) => ({
    id: from + index,
    type: 'ticket.replied',
    subject_type: 'ticket',
    subject_id: index % 3 ? index : null,
    company_id: index % 2 ? 4 : null,
    audience: index % 5 ? 'company' : 'provider',
    ...(index % 7 === 0 && { requester_user_id: 3 }),
    ...(index % 11 === 0 && { affects_user_id: 9 }),
    ...(index % 13 === 0 && { keeps_rights: true }),
    created_at: '2026-11-20T22:30:00.123Z',
  }))
}

function earOn(live: Live) {
  const signals: LiveSignal[] = []
  live.subscribe((signal) => void signals.push(signal))
  return {
    signals,
    changes: () => signals.flatMap((signal) => (signal.kind === 'changes' ? signal.changes : [])),
    async until(holds: () => boolean) {
      while (!holds()) await wait(5)
    },
  }
}
