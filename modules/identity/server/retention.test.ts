import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { asOwner, type Database } from '../../../platform/database/index.ts'
import { openLog } from '../../../platform/log/index.ts'
import { runRetention } from '../../../platform/retention/index.ts'
import { invitationToken, password, portal } from '../../../test/portal.ts'
import { eraseDue } from './erasure.service.ts'
import { foundationOf } from './foundation.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const sql = async <Row>(database: Database, text: string) =>
  (await asOwner(database, (client) => client.query(text.replaceAll(/(?<!\w)@/g, 'myportal.')))).rows as Row[]

/** Each with one row that is over by an hour and one that has an hour left. */
const tables: Record<string, (user: number) => string> = {
  sessions: (
    user,
  ) => `insert into @sessions (user_id, token_hash, expires_at, absolute_expires_at, revoked_at)
    select ${user}, sha256(('s' || n)::bytea), now() + n * interval '1 hour' - interval '30 days', now(), null
      from unnest(array[-1, 1]) n
    union all select ${user}, sha256(('r' || n)::bytea), now(), now(), now() + n * interval '1 hour' - interval '30 days'
      from unnest(array[-1, 1]) n`,
  registrations:
    () => `insert into @registrations (email, email_key, password_hash, first_name, token_hash, expires_at)
    select 'r', 'r', 'x', 'R', sha256(('r' || n)::bytea), now() + n * interval '1 hour' from unnest(array[-1, 1]) n`,
  user_tokens: (user) => `insert into @user_tokens (user_id, purpose, token_hash, expires_at)
    select ${user}, 'magic_link', sha256(('t' || n)::bytea), now() + n * interval '1 hour' - interval '1 day'
    from unnest(array[-1, 1]) n`,
  login_failures: () => `insert into @login_failures (kind, identifier_hash, device_hash, last_failed_at)
    select 'password', sha256(('f' || n)::bytea), '', now() + n * interval '1 hour' - interval '7 days'
    from unnest(array[-1, 1]) n`,
  devices: (user) => `insert into @devices (user_id, token_hash, last_seen_at)
    select ${user}, sha256(('d' || n)::bytea), now() + n * interval '1 hour' - interval '400 days'
    from unnest(array[-1, 1]) n`,
  personal_exports: (user) => `insert into @personal_exports (user_id, status, expires_at)
    select ${user}, 'expired', now() + n * interval '1 hour' - interval '30 days' from unnest(array[-1, 1]) n`,
}

describe('what has ended', () => {
  let database: Database
  let userId: number
  before(async () => {
    const cast = await portal()
    ;({ database } = cast)
    userId = cast.reg.user_id
  })

  for (const [table, insert] of Object.entries(tables)) {
    test(`${table} goes when its time is over, and not an hour before`, async () => {
      await runRetention(database, { log })
      const count = async () =>
        (await sql<{ n: number }>(database, `select count(*)::int as n from @${table}`))[0]?.n
      const before = Number(await count())
      await sql(database, insert(userId))
      const added = Number(await count()) - before
      const { removed } = await runRetention(database, { log })
      assert.equal(removed[`identity.${table}`], added / 2)
      assert.equal(Number(await count()), before + added / 2)
    })
  }

  test('an invitation that nobody took up for 30 days goes with the person, and the address is free again', async () => {
    const { acme, ada, globex } = await portal()
    const roles = await ada.get('/api/roles?kind=customer').answers(200)
    const role_id = (roles.items as unknown as { id: number; name: string }[]).find(
      (one) => one.name === 'Member',
    )?.id
    const email = 'never.came@people.example'
    await ada.post(`/api/companies/${acme.id}/memberships`, { email, role_id }).answers(201)
    const work = () => eraseDue(foundationOf(database))
    const age = (days: number) =>
      sql(database, `update @users set created_at = now() - interval '${days} days' where email = '${email}'`)
    await age(31)
    assert.equal((await work()).erased, 0, 'the link in the mail still counts')
    await sql(
      database,
      `update @user_tokens set expires_at = now() where purpose = 'invitation' and used_at is null`,
    )
    await age(29)
    assert.equal((await work()).erased, 0)
    await age(31)
    assert.equal((await work()).erased, 1)

    const { items } = await ada.get(`/api/companies/${acme.id}/memberships?limit=200`).answers(200)
    assert.ok(!JSON.stringify(items).includes(email))
    await ada.post(`/api/companies/${globex.id}/memberships`, { email, role_id }).answers(201)
    const token = await invitationToken(ada, email)
    await acme.bob.post('/api/auth/logout').answers(204)
    await acme.bob.post('/api/auth/invitations/accept', { token, password, first_name: 'Late' }).answers(201)
  })
})
