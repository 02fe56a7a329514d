import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hash as bcrypt } from 'bcryptjs'
import { inTransaction } from '../../../platform/database/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { portal } from '../../../test/portal.ts'
import { openHashing } from './password-hashing.ts'

const secret = 'violet harbour 19'

test('bcrypt of every kind opens, counts as weak, and a wrong or broken one does not', async () => {
  const hashing = openHashing(2)
  const own = await bcrypt(secret, 4)
  for (const kind of ['$2a', '$2b', '$2y']) {
    const imported = kind + own.slice(3)
    assert.equal(await hashing.verify(imported, secret), true, kind)
    assert.equal(await hashing.verify(imported, `${secret} `), false, kind)
    assert.equal(hashing.isWeak(imported), true)
  }
  for (const broken of ['$2b$04$short', own.replace('$04$', '$31$'), 'md5'])
    assert.equal(await hashing.verify(broken, secret), false, broken)
})

test('who comes with a bcrypt hash signs in with the old password, and has argon2id from then on', async () => {
  const cast = await portal()
  const { email, user_id } = cast.acme.bob
  await inTransaction(cast.database, { role: 'portal_identity' }, async (tx) => {
    await tx.run('update users set password_hash = $2 where id = $1', [user_id, await bcrypt(secret, 4)])
  })
  const bob = personAt(cast.base)
  await bob.post('/api/auth/login', { email, password: 'something else 7' }).answers(401)
  await bob.post('/api/auth/login', { email, password: secret }).answers(200)
  const { rows } = await inTransaction(cast.database, { role: 'portal_identity' }, (tx) =>
    tx.run<{ password_hash: string }>('select password_hash from users where id = $1', [user_id]),
  )
  assert.match(rows[0]?.password_hash ?? '', /^\$argon2id\$/)
  await personAt(cast.base).post('/api/auth/login', { email, password: secret }).answers(200)
})
