import { createHash, createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { verify } from '@node-rs/argon2'
import fastify from 'fastify'
import { generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose'
import pg from 'pg'
import { openEmbedded } from '../platform/database/index.ts'
import { wireTypes } from '../platform/database/values.ts'

/**
 * The loops that identity is compared with: Fastify, one prepared statement over the same driver as the database's
 * superuser, one signature or one MAC; no transaction, no policy, no check. The plan comes as JSON in argv.
 */
export interface BarePlan {
  url: string | null
  /** Of the embedded database, which nobody else has open. */
  folder: string | null
  key_hash: string
  password: string
  password_hash: string
  jwk: JWK
}

const plan = JSON.parse(process.argv[2] ?? '{}') as BarePlan
const pool = await open()
const signing = await generateKeyPair('ES256')
const verifying = await importJWK(plan.jwk, plan.jwk.alg ?? 'ES256')
const sha256 = (text: string) => createHash('sha256').update(text).digest()
const profile = `u.id, u.email, u.email_verified_at, u.first_name, u.last_name, u.mobile_phone, u.time_zone, u.locale,
  u.preferences, u.picture_file_id, u.is_super_admin, u.must_change_password, u.created_at, u.last_login_at`
const live = `now() < expires_at and u.status = 'active'`
const client = `select c.id, c.client_id, c.audiences, c.token_ttl_seconds from machine_clients c
  join machine_client_secrets s on s.machine_client_id = c.id where c.client_id = $1::uuid and s.secret_hash = $2 and c.enabled`

const app = fastify()
app.get('/api/auth/session', async (request, reply) => {
  const token = /myportal_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const row = await one(
    'session',
    `select s.id as session_id, s.created_at as since, s.last_seen_at, s.expires_at, s.absolute_expires_at, s.ip, s.user_agent,
       s.factors, s.confirmed_at, ${profile} from sessions s join users u on u.id = s.user_id
     where s.token_hash = $1 and s.revoked_at is null and ${live}`,
    [sha256(token)],
  )
  return row ? { session: row, user: row } : reply.code(401).send({})
})
app.get('/api/me', async (request, reply) => {
  createHmac('sha256', 'a pepper')
    .update(request.headers.authorization ?? '')
    .digest()
  const text = `select k.scopes, k.read_only, ${profile} from api_keys k join users u on u.id = k.user_id
    where k.token_hash = $1 and ${live}`
  return (await one('key', text, [Buffer.from(plan.key_hash, 'hex')])) ?? reply.code(401).send({})
})
app.post<{ Body: { client_id: string; client_secret: string } }>(
  '/api/auth/token',
  async (request, reply) => {
    const { client_id, client_secret } = request.body
    const row = await one('token', client, [client_id, sha256(client_secret)])
    if (!row) return reply.code(401).send({})
    const access_token = await new SignJWT({ client_id, scope: 'bench:read bench:write' })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bare' })
      .setIssuer('bare')
      .setSubject(client_id)
      .setAudience('bare')
      .setIssuedAt()
      .setExpirationTime('15m')
      .setJti(crypto.randomUUID())
      .sign(signing.privateKey)
    return { access_token, token_type: 'Bearer', expires_in: 900 }
  },
)
app.post<{ Body: { client_id: string; client_secret: string; token: string } }>(
  '/api/auth/introspect',
  async (request, reply) => {
    const { client_id, client_secret, token } = request.body
    const { payload } = await jwtVerify(token, verifying, { typ: 'at+jwt' })
    const text = `${client} and not exists (select from revoked_tokens r where r.jti = $3::uuid)`
    const row = await one('introspect', text, [client_id, sha256(client_secret), payload.jti])
    return row ? { active: true, ...payload } : reply.code(401).send({})
  },
)
/** How many passwords a second it verifies, as many at once as asked for. */
app.get<{ Querystring: { seconds: string; at_once: string } }>('/argon2', async (request) => {
  const started = performance.now()
  const until = started + Number(request.query.seconds) * 1_000
  let count = 0
  const loop = async () => {
    while (performance.now() < until) {
      await verify(plan.password_hash, plan.password)
      count++
    }
  }
  await Promise.all(Array.from({ length: Number(request.query.at_once) }, loop))
  return { per_second: count / ((performance.now() - started) / 1_000) }
})
await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ port: (app.server.address() as AddressInfo).port })
process.on('disconnect', () => process.exit(0))

async function one(name: string, text: string, values: unknown[]): Promise<object | undefined> {
  return (await pool.query({ name, text, values })).rows[0]
}

async function open(): Promise<pg.Pool> {
  if (plan.url !== null)
    return new pg.Pool({
      connectionString: plan.url,
      max: 10,
      types: wireTypes,
      options: '-c search_path=myportal,public -c timezone=UTC',
    })
  const { pool: only } = await openEmbedded(plan.folder)
  await only.query('reset role')
  return only
}
