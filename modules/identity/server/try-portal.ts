import { after } from 'node:test'
import { freshDatabase } from '../../../test/harness/database.ts'
import { personAt } from '../../../test/harness/person.ts'
import { openCrypto } from '../../../platform/crypto/index.ts'
import { cookieNames, openDoor, openServer, refuseUnknown, routesOn } from '../../../platform/http/index.ts'
import { openLimits, parseNetworks } from '../../../platform/limits/index.ts'
import { openGate } from '../../companies/server/gate.ts'
import { prepareCompanies } from '../../companies/server/registry.ts'
import '../../companies/server/account.ts'
import { csrfKeys, identityRoutes, openIdentity } from './index.ts'
export type { Person } from '../../../test/harness/person.ts'
export const password = 'correct horse battery 7'
export async function emptyPortal(more: Record<string,string> = {}) {
  const { database, drop } = await freshDatabase()
  const crypto = openCrypto({ session_secret: 'a'.repeat(40), session_secret_previous: [], data_key: 'b'.repeat(40), data_key_previous: [] })
  const lines: string[] = []
  const log: any = { info() {}, error: (d: any, m: string) => console.log(m, d.err) }
  const identity = openIdentity({ database, crypto, settings: { setup_token: more.SETUP_TOKEN ?? null, session_idle_hours: 12, session_absolute_days: 7, portal_url: 'http://localhost:8000' }, fail2ban: (l) => void lines.push(l), log })
  await prepareCompanies(database)
  const door = openDoor({ gate: openGate({ database, hashesOfKey: identity.hashesOfKey, slideSession: identity.slideSession, onKeyUsed: identity.noteKeyUse }), limits: openLimits({}), rates: {}, trusted_proxies: parseNetworks('loopback'), portal_url: 'http://localhost:8000', root_path: '', allowed_origins: [], cookies: cookieNames('myportal_session', false), csrf_keys: csrfKeys(crypto) })
  const app = await openServer(door, { log, upload_max_bytes: 1e6 })
  identityRoutes(routesOn(app, door), identity)
  app.setNotFoundHandler(refuseUnknown(door, { log }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  const base = `http://127.0.0.1:${(app.server.address() as any).port}`
  return { portal: { identity, app }, base, database, lines, async close() { await app.close(); await identity.close(); await drop() } }
}
let house: any
after(async () => { await (await house)?.close() })
export async function portal(): Promise<any> {
  house ??= (async () => {
    const h = await emptyPortal(); const ada = personAt(h.base, 'Ada', 'ada@provider.example')
    const r = await ada.post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', last_name: 'Lovelace', company_name: 'Provider' }).answers(201)
    ada.user_id = Number((r as any).user.id)
    return { ...h, ada, visitor: personAt(h.base) }
  })()
  return house
}
