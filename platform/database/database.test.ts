import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import {
  asOwner,
  type Database,
  gathered,
  inTransaction,
  migrate,
  switchedTo,
  type Transaction,
  withRole,
} from './index.ts'

let database: Database
let drop: () => Promise<void>

before(async () => {
  ;({ database, drop } = await freshDatabase())
})
after(() => drop())

const provider = { role: 'portal_provider', all_companies: true } as const

test('a second migration finds nothing to do, also when two start at once', async () => {
  const applied = await Promise.all([migrate(database, 'test'), migrate(database, 'test')])
  assert.deepEqual(applied, [0, 0])
})

test('a migration that was changed after it was applied stops the start', async () => {
  const tamper = (checksum: string) =>
    asOwner(database, (client) =>
      client.query('update schema_version set checksum = $1 || checksum where number = 1', [checksum]),
    )
  await tamper('x')
  await assert.rejects(migrate(database, 'test'), /0*1_foundation was changed after it was applied/)
  await asOwner(database, (client) =>
    client.query('update schema_version set checksum = substr(checksum, 2) where number = 1'),
  )
  assert.equal(await migrate(database, 'test'), 0)
})

test('a database of a newer release is refused', async () => {
  await asOwner(database, (client) =>
    client.query(
      "insert into schema_version (number, name, checksum, duration_ms, release) values (9999, 'later', '', 0, '9')",
    ),
  )
  await assert.rejects(migrate(database, 'test'), /migration 9999, which this release does not know/)
  await asOwner(database, (client) => client.query('delete from schema_version where number = 9999'))
})

test('role and settings end with the transaction, committed or not', async () => {
  await inTransaction(database, { ...provider, user_id: 7 }, (tx) => tx.run('select 1'))
  await assert.rejects(
    inTransaction(database, provider, (tx) => tx.run('select 1/0')),
    { code: '22012' },
  )
  const { rows } = await database.pool.query(
    "select current_user as who, current_setting('portal.user_id', true) as user_id",
  )
  assert.deepEqual([rows[0].who, rows[0].user_id || null], ['portal_login', null])
})

test('a handle that outlives its transaction answers with an error', async () => {
  let kept: Transaction | undefined
  await inTransaction(database, provider, async (tx) => {
    kept = tx
  })
  assert.throws(() => kept?.run('select 1'), /has ended/)
})

test('a savepoint undoes its own work alone', async () => {
  const names = ['kept', 'undone']
  await inTransaction(database, provider, async (tx) => {
    await tx.run("insert into settings (name, value) values ('test.kept', '1')")
    const failing = tx.savepoint(async () => {
      await tx.run("insert into settings (name, value) values ('test.undone', '1')")
      throw new Error('undo me')
    })
    await assert.rejects(failing, /undo me/)
  })
  const { rows } = await inTransaction(database, provider, (tx) =>
    tx.run<{ name: string }>('select name from settings where name = any ($1)', [
      names.map((name) => `test.${name}`),
    ]),
  )
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['test.kept'],
  )
})

test('another role holds for its work alone, also when a savepoint undoes some of it', async () => {
  await inTransaction(database, provider, async (tx) => {
    const by = { tx, role: provider.role }
    const role = async () =>
      (await tx.run<{ role: string }>("select current_setting('role') as role")).rows[0]?.role
    const failing = () => tx.savepoint(() => withRole(by, 'portal_system', () => tx.run('select 1 / 0')))

    await withRole(by, 'portal_identity', async () => {
      assert.equal(await role(), 'portal_identity')
      await assert.rejects(failing(), /division by zero/)
      assert.equal(await role(), 'portal_identity')
    })
    await assert.rejects(failing(), /division by zero/)
    assert.equal(await role(), 'portal_provider')
    await switchedTo(tx, { role: 'portal_system' }, provider, async () => {
      assert.equal(await role(), 'portal_system')
      await withRole({ tx, role: 'portal_system' }, 'portal_identity', role)
      assert.equal(await role(), 'portal_system')
    })
    assert.equal(await role(), 'portal_provider')
  })
})

test('what was sent and refused is what the transaction, or its savepoint, fails with', async () => {
  const divided = { code: '22012' }
  const send = (tx: Transaction) => tx.send('select 1 / $1::int', [0])
  const alone = inTransaction(database, provider, async (tx) => send(tx))
  await assert.rejects(alone, divided)
  const followed = inTransaction(database, provider, async (tx) => {
    send(tx)
    await tx.run('select 1')
  })
  await assert.rejects(followed, divided)

  const left = await inTransaction(database, provider, async (tx) => {
    await assert.rejects(
      tx.savepoint(async () => send(tx)),
      divided,
    )
    return (await tx.run<{ one: number }>('select 1 as one')).rows[0]?.one
  })
  assert.equal(left, 1)
})

test('what happens after the commit does not happen after a rollback', async () => {
  const done: string[] = []
  await inTransaction(database, provider, async (tx) => tx.afterCommit(() => done.push('committed')))
  await inTransaction(database, provider, async (tx) => {
    tx.afterCommit(() => done.push('rolled back'))
    throw new Error('no')
  }).catch(() => {})
  assert.deepEqual(done, ['committed'])
})

test('a read-only transaction writes nothing', async () => {
  const write = inTransaction(database, { ...provider, read_only: true }, (tx) =>
    tx.run("insert into settings (name, value) values ('test.read_only', '1')"),
  )
  await assert.rejects(write, { code: '25006' })
})

test('a serialisation failure repeats the work, twice at most', async () => {
  let tries = 0
  const always = inTransaction(database, provider, async (tx) => {
    tries++
    await tx.run(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`)
  })
  await assert.rejects(always, { code: '40001' })
  assert.equal(tries, 3)
})

test('unsound settings never reach the database', async () => {
  const hostile = [
    { actor: "x'; drop table users; --" },
    { request_id: 'short' },
    { company_ids: [1.5] },
    { user_id: -1 },
  ]
  for (const settings of hostile) {
    await assert.rejects(
      async () => inTransaction(database, { ...provider, ...settings }, async () => {}),
      /unsound settings/,
    )
  }
})

test('what is asked at once is asked as one, never before it was asked, and fails for those alone', async () => {
  const batches: number[][] = []
  const looking = { role: 'portal_identity', read_only: true } as const
  const twice = gathered(database, looking, async (tx, asked: number[]) => {
    batches.push(asked)
    const { rows } = await tx.run<{ nth: number; value: number }>(
      `select nth, 2 * n as value from unnest($1::int[]) with ordinality asked (n, nth) where 6 / (n - 13) is not null and n > 0`,
      [asked],
    )
    return rows
  })
  const values = async (asked: number[]) =>
    (await Promise.all(asked.map(twice))).map((row) => row && Number(row.value))
  assert.deepEqual(await values([3, -1, 5, 3]), [6, undefined, 10, 6])
  assert.equal(batches.length, 1)

  const many = Array.from({ length: 120 }, (_, index) => index + 20)
  assert.deepEqual(
    await values(many),
    many.map((n) => 2 * n),
  )
  assert.deepEqual(
    batches
      .slice(1)
      .map(({ length }) => length)
      .sort((one, other) => other - one),
    [50, 50, 20],
  )

  const wrong = await Promise.allSettled([13, 14].map(twice))
  assert.deepEqual(
    wrong.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(await values([7]), [14])
})
