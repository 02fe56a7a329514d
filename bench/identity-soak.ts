import { setTimeout as pause } from 'node:timers/promises'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { foundationOf } from '../modules/identity/server/foundation.ts'
import { turnKeys } from '../modules/identity/server/signing-key.service.ts'
import { inTransaction } from '../platform/database/index.ts'
import { bearer, type Machine, tokenOf } from '../test/harness/machine.ts'
import { type Person, personAt } from '../test/harness/person.ts'
import { emptyPortal } from '../test/portal.ts'
import { limitsOff, password, say } from './house.ts'
import { prepare } from './identity-rows.ts'

/** Seconds under load; identity §10 wants 300. */
const length = Number(process.env.SOAK_SECONDS ?? 300)
const rate = 200

/** Signing keys turn while tokens are asked for, verified by a stranger with the published keys, and used here. */
export async function soakKeys(): Promise<void> {
  const { base, database, close } = await emptyPortal(limitsOff)
  try {
    const known = await prepare(Number(new URL(base).port))
    const ada = personAt(base, 'Ada', 'ada@bench.example')
    const asking = { going: true, verified: 0, failed: 0 }
    const askers = Array.from({ length: 16 }, () => asker(asking, personAt(base), known.client))
    const started = performance.now()
    let turns = 0
    for (; performance.now() - started < length * 1_000; turns++) {
      await ada.post('/api/auth/login', { email: ada.email, password }).answers(200)
      await ada.post('/api/signing-keys/rotate', {}).answers(201)
      await pause(5_000)
      await inTransaction(database, { role: 'portal_identity' }, (tx) =>
        tx.run(`update signing_keys set published_at = now() - interval '25 hours' where status = 'next'`),
      )
      await turnKeys(foundationOf(database))
      await pause(5_000)
    }
    asking.going = false
    await Promise.all(askers)
    const speed = asking.verified / ((performance.now() - started) / 1_000)
    const detail = `${asking.failed} of ${asking.verified + asking.failed} failed at ${speed.toFixed(0)}/s, ${turns} keys`
    say('signing keys turn under load', detail, asking.failed === 0 && asking.verified > 0, 'none fails')
  } finally {
    await close()
  }
}

/** One of sixteen that together ask 200 times a second, if the machine can. */
async function asker(
  asking: { going: boolean; verified: number; failed: number },
  visitor: Person,
  client: Machine,
): Promise<void> {
  const published = createRemoteJWKSet(new URL(`${visitor.base}/.well-known/jwks.json`), {
    cooldownDuration: 0,
  })
  while (asking.going) {
    const due = performance.now() + (16 / rate) * 1_000
    try {
      const token = await tokenOf(visitor, client)
      await jwtVerify(token, published, { typ: 'at+jwt' })
      const { status } = await visitor.get('/api/tickets?limit=1', bearer(token))
      if (status === 401) asking.failed++
      else asking.verified++
    } catch {
      asking.failed++
    }
    await pause(Math.max(0, due - performance.now()))
  }
}
